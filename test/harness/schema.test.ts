import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { campaignSchema } from '../../harness/campaign/file.ts';
import { knownIssuesSchema } from '../../harness/campaign/known-issues.ts';
import { matrixSchema } from '../../harness/matrix/file.ts';
import { scenarioSchema } from '../../harness/scenario.ts';
import { reportSchema } from '../../report/reporters/json-schema.ts';

test.each([
  // Made by ./doublerun schema, and with --matrix, --campaign, --known-issues and --report.
  ['scenario', scenarioSchema],
  ['matrix', matrixSchema],
  ['campaign', campaignSchema],
  ['known-issues', knownIssuesSchema],
  ['report', reportSchema],
] as const)('the published schema of a %s is that of its files', (name, schema) => {
  const published = JSON.parse(readFileSync(join(import.meta.dirname, `../../docs/${name}.schema.json`), 'utf8'));
  expect(published).toEqual(z.toJSONSchema(schema, { io: 'input' }));
});
