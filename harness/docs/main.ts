import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildProgram } from '../program.ts';
import { commandsPage } from './commands-page.ts';

/** `npm run docs`: writes docs/commands.md from the program. */
const program = buildProgram(new AbortController().signal, () => undefined);
writeFileSync(fileURLToPath(new URL('../../docs/commands.md', import.meta.url)), commandsPage(program));
