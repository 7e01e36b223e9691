import { pageFile } from './page-file.ts';

const importLine = /^import (?:\{ ([^}]+) \} from )?'\.\/([\w-]+)\.js';$/gm;
const exportWord = /^export (?=(?:async )?(?:function|const) (\w+))/gm;

/**
 * The page's modules as one: a file from disk can't import another. Each is a function that gives its exports to those after it. Of a module's language
 * it knows what the page's files use: imports of names, each statement on one line, and exported functions and constants.
 * @param last the module that needs all others
 */
export function linkScripts(last: string): string {
  const linked = new Map<string, string>();
  link(last, linked);
  return [...linked.values()].join('');
}

function link(name: string, linked: Map<string, string>): void {
  if (linked.has(name)) return;
  const text = pageFile(`${name}.js`).replaceAll(/^import \{\s+([^}]+?),?\s+\} from/gm, (_, names: string) => {
    return `import { ${names.split(/,\s+/).join(', ')} } from`;
  });
  for (const [, , needed] of text.matchAll(importLine)) if (needed !== undefined) link(needed, linked);
  const exported = [...text.matchAll(exportWord)].map(([, exportedName]) => exportedName);
  const body = text
    .replaceAll(importLine, (_, names: string | undefined, from: string) =>
      names === undefined ? '' : `const { ${names} } = ${variable(from)};`,
    )
    .replaceAll(exportWord, '');
  linked.set(
    name,
    `const ${variable(name)} = await (async () => {\n${body}\nreturn { ${exported.join(', ')} };\n})();\n`,
  );
}

function variable(name: string): string {
  return `module_${name.replaceAll('-', '_')}`;
}
