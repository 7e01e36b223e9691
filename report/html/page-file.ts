import { readFileSync } from 'node:fs';

/** A style sheet or script of ours, by its name. */
export function pageFile(name: string): string {
  return readFileSync(new URL(`./page/${name}`, import.meta.url), 'utf8');
}
