import { stringify } from 'yaml';
import { DEFAULT_VERSION } from '../../cluster/images/recipes.ts';
import { shellWord } from '../shell-word.ts';
import { UsageError } from '../usage-error.ts';

/** A campaign, as far as a workflow needs to know it. */
export interface NightlyCampaign {
  readonly name: string;
  /** From the repository's root. */
  readonly file: string;
  /** Of DolphinScheduler. */
  readonly versions: readonly string[];
  /** A shard begins no run after so long; absent where the campaign's budget has no time. */
  readonly budgetMinutes?: number;
}

/** A job of GitHub's own runners is ended after 6 h. */
const MOST_MINUTES = 360;
/** What a shard's last run may take after the budget's time is over. */
const LAST_RUN_MINUTES = 20;
/** What a shard takes before and after its runs: setting up, images, uploading. */
const AROUND_MINUTES = 40;
const MOST_BUDGET_MINUTES = MOST_MINUTES - LAST_RUN_MINUTES - AROUND_MINUTES;
const IMAGES_MINUTES = 60;
const VERDICT_MINUTES = 20;

/** GitHub counts from the first of them on; a re-run of failed jobs is to find those of the first attempt. */
const SHARDS_KEPT_DAYS = 7;
const NIGHT_KEPT_DAYS = 30;

const IMAGES = 'images.tar';
const SHARDS = 'shards';
const RUNS = 'runs';

/** All that clusters are made of, whatever else the machine has. */
const SAVE_SCRIPT = `docker images --filter 'reference=doublerun/*' --filter 'reference=apache/dolphinscheduler-*' --format '{{.Repository}}:{{.Tag}}' |
  grep -v '<none>' | xargs docker save -o ${IMAGES}
`;
const LOAD_SCRIPT = `if [ -f ${IMAGES} ]; then docker load -i ${IMAGES} && rm ${IMAGES}; fi`;

type Step = Readonly<Record<string, unknown>>;

/**
 * A workflow of GitHub Actions that runs a campaign every night, in so many shards side by side, and merges what they saw. Red is: a shard that could
 * not do its part, or the merged campaign's exit code. What a shard says of its part alone is not: the merge judges all parts together.
 * @returns YAML. Pure.
 * @throws UsageError where a shard would be ended in the middle, which its budget of time is to prevent.
 */
export function githubWorkflow(campaign: NightlyCampaign, shards: number): string {
  const { name, file, versions } = campaign;
  const minutes = minutesOfShard(campaign);
  const key = `doublerun-${versions.join('-')}-\${{ hashFiles('docker/**', 'cluster/images/**') }}`;
  const workflow = {
    name,
    on: { schedule: [{ cron: '17 2 * * *' }], workflow_dispatch: {} },
    permissions: { contents: 'read' },
    // Named, it also ends a script where a command of a pipe fails.
    defaults: { run: { shell: 'bash' } },
    // The next night waits for the one before.
    concurrency: { group: `doublerun-${name}`, 'cancel-in-progress': false },
    jobs: {
      images: imagesJob(versions, key),
      shard: shardJob(campaign, minutes, shards, key),
      verdict: verdictJob(campaign),
    },
  };
  const head = `# Made by \`./doublerun campaign ${shellWord(file)} --github ${shards}\`: make it again where the campaign's name, versions or time change.\n`;
  return head + stringify(workflow, { lineWidth: 0, singleQuote: true, aliasDuplicateObjects: false });
}

/** @returns in how many minutes a shard begins runs. */
function minutesOfShard({ file, budgetMinutes }: NightlyCampaign): number {
  const advice = `GitHub ends a job after ${MOST_MINUTES / 60} h: set budget.time to at most ${MOST_BUDGET_MINUTES / 60}h, and ask for more shards where that is not enough`;
  if (budgetMinutes === undefined) throw new UsageError(`${file}: there is no budget.time. ${advice}`);
  const minutes = Math.ceil(budgetMinutes);
  if (minutes > MOST_BUDGET_MINUTES) throw new UsageError(`${file}: budget.time is ${minutes} minutes. ${advice}`);
  return minutes;
}

/** Once for all shards. Where the images are in the cache there is nothing to do. */
function imagesJob(versions: readonly string[], key: string): object {
  const unless = { if: "steps.cache.outputs.cache-hit != 'true'" };
  return {
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': IMAGES_MINUTES,
    steps: [
      ...setUp,
      { id: 'cache', uses: 'actions/cache/restore@v5', with: { path: IMAGES, key, 'lookup-only': true } },
      { name: 'build images', ...unless, run: imagesScript(versions) },
      { name: 'save images', ...unless, run: SAVE_SCRIPT },
      { ...unless, uses: 'actions/cache/save@v5', with: { path: IMAGES, key } },
    ],
  };
}

function shardJob({ file, versions }: NightlyCampaign, minutes: number, shards: number, key: string): object {
  return {
    name: `shard \${{ matrix.shard }} of ${shards}`,
    needs: 'images',
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': minutes + LAST_RUN_MINUTES + AROUND_MINUTES,
    // A shard that is red must not end the others.
    strategy: { 'fail-fast': false, matrix: { shard: Array.from({ length: shards }, (_, index) => index + 1) } },
    steps: [
      ...setUp,
      { uses: 'actions/cache/restore@v5', with: { path: IMAGES, key } },
      { name: 'load images', run: LOAD_SCRIPT },
      // Nothing, where all of them were loaded.
      { name: 'build images', run: imagesScript(versions) },
      {
        name: 'campaign',
        'timeout-minutes': minutes + LAST_RUN_MINUTES,
        run: [
          'code=0',
          `./doublerun campaign ${shellWord(file)} --shard "\${{ matrix.shard }}/${shards}" --runs ${RUNS} || code=$?`,
          '# 0, 1 and 2 are said of this part alone: the verdict is that of all parts together. Anything else, as 3 (broken), is red here and now.',
          '[ "$code" -le 2 ] || exit "$code"',
          '',
        ].join('\n'),
      },
      upload(`shard-\${{ matrix.shard }}-\${{ github.run_attempt }}`, SHARDS_KEPT_DAYS),
    ],
  };
}

/** Judges whatever shards there are. Units that no shard has had leave it inconclusive, which is red. */
function verdictJob({ name, file }: NightlyCampaign): object {
  return {
    needs: 'shard',
    // Without images no shard was begun, and there is nothing to merge.
    if: "always() && needs.shard.result != 'skipped'",
    'runs-on': 'ubuntu-latest',
    'timeout-minutes': VERDICT_MINUTES,
    steps: [
      ...setUp,
      // Of all attempts: a re-run of failed jobs does not forget what the first one saw.
      { uses: 'actions/download-artifact@v8', with: { pattern: 'shard-*', path: SHARDS } },
      { name: 'verdict', run: `./doublerun merge ${SHARDS}/* --into ${RUNS} --campaign ${shellWord(file)}` },
      { name: 'summary', if: 'always()', run: `cat ${RUNS}/campaign-${name}/report.md >> "$GITHUB_STEP_SUMMARY"` },
      upload(`${name}-\${{ github.run_attempt }}`, NIGHT_KEPT_DAYS),
    ],
  };
}

/** The launcher gets everything else. */
const setUp: readonly Step[] = [
  { uses: 'actions/checkout@v6', with: { 'persist-credentials': false } },
  { uses: 'actions/setup-node@v6', with: { 'node-version': 24 } },
];

/**
 * From where the servers of each version come, so that it is the same every night: what is there is taken from then on. Only one version can be
 * assembled from Maven Central; of the others there are official images.
 */
export function imagesScript(versions: readonly string[]): string {
  return versions
    .map((version) => {
      const origin = version === DEFAULT_VERSION ? 'maven' : 'official';
      return `./doublerun images build --dolphinscheduler ${version} --origin ${origin}\n`;
    })
    .join('');
}

/** The links to the latest run would be uploaded as copies of it. */
function upload(name: string, days: number): Step {
  return {
    uses: 'actions/upload-artifact@v7',
    if: 'always()',
    with: {
      name,
      path: `${RUNS}/\n!${RUNS}/latest\n!${RUNS}/*/latest\n`,
      'if-no-files-found': 'error',
      'retention-days': days,
    },
  };
}
