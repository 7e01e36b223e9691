import { z } from 'zod';
import { reportSchema } from '../../report/reporters/json-schema.ts';
import { campaignSchema } from '../campaign/file.ts';
import { knownIssuesSchema } from '../campaign/known-issues.ts';
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
    .description('print the JSON schema of scenario files, for editors; or that of other files, by an option')
    .option('--matrix', 'that of matrix files')
    .option('--campaign', 'that of campaign files')
    .option('--known-issues', 'that of files of known issues')
    .option('--report', 'that of report.json, which --reporter json writes')
    .addHelpText(
      'after',
      '\nExamples:\n  ./doublerun schema > scenario.schema.json\n  ./doublerun schema --matrix > matrix.schema.json',
    )
    .action((chosen: Partial<Record<keyof typeof schemas, true>>) => {
      const names = Object.keys(chosen) as (keyof typeof schemas)[];
      if (names.length > 1) throw new UsageError('one schema at a time');
      const schema = names[0] ? schemas[names[0]] : scenarioSchema;
      print(z.toJSONSchema(schema, { io: 'input' }));
    });
};

/** By the option that asks for it. */
const schemas = {
  matrix: matrixSchema,
  campaign: campaignSchema,
  knownIssues: knownIssuesSchema,
  report: reportSchema,
};

function print(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, undefined, 2)}\n`);
}
