import { readFileSync } from 'node:fs';

/** This Doublerun's version, from package.json. */
export const DOUBLERUN_VERSION: string = (
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }
).version;
