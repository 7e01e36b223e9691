import { z } from 'zod';
import { contractSchema } from '../../history/events/run.ts';
import { GREATEST_SEED } from '../commands/command.ts';
import { type Naming, type Overlay, overlaid, readNamed } from '../overlay.ts';
import { type Scenario, scenarioSchema } from '../scenario.ts';
import { nameSchema, versionSchema } from '../scenario-values.ts';
import { UsageError } from '../usage-error.ts';
import { checked, readYaml } from '../yaml-file.ts';

/** More seeds than anybody has time for. */
export const MOST_SEEDS = 10_000;

const scenarioNameSchema = z.string().min(1);
const canarySchema = z.strictObject({
  scenario: scenarioNameSchema,
  version: versionSchema,
  without_faults: z.boolean().default(false),
});
type CanaryAsked = z.infer<typeof canarySchema>;

/** It showed its finding in every run of which there is a record, and the same workload without a fault never showed any. */
const DEFAULT_CANARY = { scenario: 'failover-16759', version: '3.1.1' };

/** A cell whose expected finding shows at one of these rates, or has ceased to, runs no further seeds. */
export const decideSchema = z.strictObject({
  absent_below: z.number().gt(0).lt(1),
  present_above: z.number().gt(0).lt(1),
  risk: z.number().gt(0).lt(0.5).default(0.05),
});

/** A campaign file. */
export const campaignSchema = z
  .strictObject({
    name: nameSchema,
    about: z.string().min(1).optional(),
    versions: z.array(versionSchema).min(1).max(20),
    /** What a master does that has lost its session; where absent, what each scenario says. */
    strategies: z
      .array(z.enum(['waiting', 'stop']))
      .min(1)
      .optional(),
    scenarios: z.array(scenarioNameSchema).min(1).max(100),
    /** Each cell runs these, the same in each. */
    seeds: z.strictObject({
      first: z
        .int()
        .min(0)
        .max(GREATEST_SEED - MOST_SEEDS)
        .default(1),
      count: z.int().min(1).max(MOST_SEEDS),
    }),
    /** At most so many runs are begun, and none after so long, each time that the campaign is run. */
    budget: z
      .strictObject({
        runs: z.int().min(1).optional(),
        time: z
          .string()
          .regex(/^\d+(\.\d+)?[smh]$/, 'must be a number with its unit: 90s, 30m, 8h')
          .optional(),
      })
      .default({}),
    /** In place of what each scenario promises. */
    contract: z.array(contractSchema).min(1).optional(),
    /** A file of known issues, from where this one is. */
    known: z.string().min(1).optional(),
    /** `false`: none, and then nothing shows that the rest can be believed. */
    canary: z
      .union([
        z.literal(false),
        z.strictObject({
          must_fail: canarySchema.prefault(DEFAULT_CANARY),
          must_pass: canarySchema.prefault({ ...DEFAULT_CANARY, without_faults: true }),
        }),
      ])
      .prefault({}),
    /** So often in all a run that says nothing is done. */
    tries: z.int().min(1).max(20).default(3),
    decide: decideSchema.optional(),
  })
  .superRefine(({ versions, strategies = [], scenarios, decide }, context) => {
    for (const [field, list] of Object.entries({ versions, strategies, scenarios }))
      for (const [index, each] of list.entries())
        if ((list as readonly string[]).indexOf(each) !== index)
          context.addIssue({ code: 'custom', path: [field, index], message: `${each} is listed twice` });
    if (decide && decide.absent_below >= decide.present_above)
      context.addIssue({
        code: 'custom',
        path: ['decide', 'absent_below'],
        message: 'must be less than present_above',
      });
  });
type CampaignFile = z.infer<typeof campaignSchema>;

/** A scenario as one column of the campaign runs it. */
export interface Row {
  readonly scenario: Scenario;
  readonly version: string;
}

export interface Canary extends Row {
  readonly kind: 'must-fail' | 'must-pass';
  readonly withoutFaults: boolean;
}

/** What a campaign file asks for, with its scenarios read. */
export interface Campaign
  extends Pick<CampaignFile, 'name' | 'about' | 'seeds' | 'budget' | 'known' | 'tries' | 'decide'> {
  readonly canaries: readonly Canary[];
  /** Version by version, scenario by scenario, strategy by strategy. */
  readonly rows: readonly Row[];
}

/**
 * Reads a campaign from YAML text; `file` is its name for errors. `sourceOf` finds a scenario by what the campaign calls it.
 * @throws UsageError that names file, line and field.
 */
export function parseCampaign(text: string, file: string, sourceOf: Naming['sourceOf']): Campaign {
  const yaml = readYaml(text, file);
  const asked = checked(yaml, campaignSchema, 'campaign');
  const naming: Naming = { yaml, whole: 'campaign', sourceOf };
  const sources = asked.scenarios.map((name, index) => readNamed(naming, name, ['scenarios', index]));
  const names = sources.map((source) => checked(source, scenarioSchema, 'scenario').name);
  for (const [index, name] of names.entries())
    if (names.indexOf(name) !== index)
      throw new UsageError(`${yaml.where(['scenarios', index], 'campaign')}: another one is named ${name}`);
  const overlays = (asked.strategies ?? [undefined]).map((strategy) => overlayOf(asked, strategy));
  const rows = asked.versions.flatMap((version) =>
    sources.flatMap((source) =>
      overlays.map((overlay): Row => ({ version, scenario: overlaid(source, overlay, naming) })),
    ),
  );
  const { name, about, seeds, budget, known, tries, decide } = asked;
  const optional = {
    ...(about === undefined ? {} : { about }),
    ...(known === undefined ? {} : { known }),
    ...(decide === undefined ? {} : { decide }),
  };
  return { name, seeds, budget, tries, ...optional, rows, canaries: canariesOf(asked, naming) };
}

function overlayOf({ contract }: CampaignFile, strategy: 'waiting' | 'stop' | undefined): Overlay {
  return {
    fields: contract === undefined ? {} : { contract },
    cluster: strategy === undefined ? {} : { registry_disconnect_strategy: strategy },
    // Checked with the campaign itself: what is wrong is the scenario's.
    placeOf: () => undefined,
    name: strategy === undefined ? 'the campaign' : `strategy ${strategy}`,
  };
}

function canariesOf({ canary }: CampaignFile, naming: Naming): readonly Canary[] {
  if (canary === false) return [];
  const one = (kind: Canary['kind'], field: string, { scenario, version, without_faults }: CanaryAsked): Canary => {
    const path = ['canary', field, 'scenario'];
    const read = checked(readNamed(naming, scenario, path), scenarioSchema, 'scenario');
    if (kind === 'must-fail' && (!read.expect || without_faults)) {
      const why = without_faults ? 'is to run without faults' : 'expects no finding';
      throw new UsageError(
        `${naming.yaml.where(path, 'campaign')}: ${scenario} ${why}, so that it cannot show that one is seen`,
      );
    }
    return { kind, scenario: read, version, withoutFaults: without_faults };
  };
  return [one('must-fail', 'must_fail', canary.must_fail), one('must-pass', 'must_pass', canary.must_pass)];
}
