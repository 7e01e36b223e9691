import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** A page of documentation. `path` is from the root of the repository. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

export function pageAt(path: string): Page {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

/** The README and every page of docs/. */
export const pages: readonly Page[] = [
  'README.md',
  'docker/agent/README.md',
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
].map(pageAt);

/** What is to be typed, line by line or between backticks: `./doublerun run blip`. Comments and what follows on the line are left out. */
export function commandsOf({ text }: Page, program: string): readonly string[] {
  const code = text.split('\n').flatMap((line) => {
    // Indented or fenced, a line is code; else what stands between backticks is.
    const isCode = /^ {4}/.test(line) || /^\s*(?:- (?:run: )?|sh ')\.\/|^\.\/|^npm /.test(line);
    return isCode ? [line] : [...line.matchAll(/`([^`]+)`/g)].map(([, span = '']) => span);
  });
  const starts = code.flatMap((line) => line.split(program).slice(1));
  return starts.map((rest) => rest.split(/ {2,}|'|;| #|&&| > /)[0]?.trim() ?? '');
}

/** The anchors of a page, as GitHub makes them of its headings. */
export function anchorsOf({ text }: Page): ReadonlySet<string> {
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** First fenced block of a language. */
export function blockOf({ path, text }: Page, language: string): string {
  const [, block] = text.match(RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'ms')) ?? [];
  if (block === undefined) throw new Error(`${path} has no block of ${language}`);
  return block;
}
