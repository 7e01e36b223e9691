import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { UsageError } from '../usage-error.ts';
import type { AddCommand } from './command.ts';

export const bundleCommand: AddCommand = (program) => {
  program
    .command('bundle')
    .description('one archive of a stored run to hand on: at most 20 MB, secrets removed; needs no engine')
    .argument('<path>', 'run directory')
    .option('-o, --output <file>', 'where it is written; <scenario>-<run>.tar.gz here where absent')
    .addHelpText(
      'after',
      `
In it are plan, history, verdict, environment, report and logs, and a README.txt with versions, the line that does it again, and what was removed.
Unpacked, it is a run directory: check, explain and replay take it.

Example:
  ./doublerun bundle runs/latest`,
    )
    .action(async (path: string, { output }: { output?: string }) => {
      // Loaded when needed: no other command packs anything.
      const { bundle, inMegabytes } = await import('../bundle/bundle.ts');
      const { digestOf } = await import('../bundle/archive.ts');
      const { folder, archive, remarks } = await bundle(path);
      const file = output ?? `${folder}.tar.gz`;
      try {
        writeFileSync(file, archive);
      } catch (error) {
        throw new UsageError(`cannot write ${file}: ${(error as Error).message}`);
      }
      process.stdout.write(
        [
          `bundle  ${output === undefined ? file : resolve(output)}, ${inMegabytes(archive.length)}`,
          `sha256  ${digestOf(archive)}`,
          ...remarks.map((remark) => `note    ${remark}`),
          '',
        ].join('\n'),
      );
    });
};
