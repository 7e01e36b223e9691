import { z } from 'zod';
import { reportSchema } from '../../report/reporters/json-schema.ts';
import { loadScenario, scenarioNames } from '../load-scenario.ts';
import { matrixSchema } from '../matrix/file.ts';
import { plan } from '../plan.ts';
import { scenarioSchema } from '../scenario.ts';
import { UsageError } from '../usage-error.ts';
import { type AddCommand, drawSeed, readSeed } from './command.ts';

export const planCommand: AddCommand = (program) => {
  program
    .command('plan')
    .description('print the plan of a scenario and a seed, as JSON; needs no engine')
    .argument('<scenario>', `name or file; there are: ${scenarioNames().join(', ')}`)
    .option('--seed <number>', 'the seed of every choice; drawn where absent', readSeed)
    .addHelpText(
      'after',
      `
The same scenario and seed give the same plan on every machine.

Examples:
  ./doublerun plan owner-paused --seed 7
  ./doublerun plan my-scenario.yaml --seed 7 > plan.json && ./doublerun replay plan.json`,
    )
    .action((scenario: string, { seed }: { seed?: number }) => {
      print(plan(loadScenario(scenario), seed ?? drawSeed()));
    });
};

export const schemaCommand: AddCommand = (program) => {
  program
    .command('schema')
    .description(
      'print the JSON schema of scenario files, for editors; with --matrix or --report, that of matrix files or report.json',
    )
    .option('--matrix', 'that of matrix files')
    .option('--report', 'that of report.json, which --reporter json writes')
    .addHelpText(
      'after',
      '\nExamples:\n  ./doublerun schema > scenario.schema.json\n  ./doublerun schema --matrix > matrix.schema.json',
    )
    .action(({ matrix, report }: { matrix?: true; report?: true }) => {
      if (matrix && report) throw new UsageError('--matrix and --report: one schema at a time');
      const schema = matrix ? matrixSchema : report ? reportSchema : scenarioSchema;
      print(z.toJSONSchema(schema, { io: 'input' }));
    });
};

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
