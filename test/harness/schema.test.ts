import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { scenarioSchema } from '../../harness/scenario.ts';

test('the published schema is that of scenarios (./doublerun schema > docs/scenario.schema.json)', () => {
  const published = JSON.parse(readFileSync(join(import.meta.dirname, '../../docs/scenario.schema.json'), 'utf8'));
  expect(published).toEqual(z.toJSONSchema(scenarioSchema, { io: 'input' }));
});
