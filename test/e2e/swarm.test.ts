import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { connectEngine } from '../../cluster/engine.ts';
import { TASK_LABEL } from '../../cluster/labels.ts';
import { notYet, there, waitFor } from '../../cluster/wait.ts';
import { saysAll } from '../../harness/campaign/next-unit.ts';
import { EXIT } from '../../harness/exit.ts';
import { LEDGER_FILE, readLedger } from '../../harness/ledger/ledger-file.ts';
import { CAMPAIGN_LABEL } from '../../harness/swarm/names.ts';
import { doublerun, leftovers, type Running, scratchFolder, start } from './doublerun.ts';

/** A Swarm of one node: enough for everything but the loss of one. Two tasks, of which the machine holds one at a time. */

const engine = await connectEngine();
const folder = scratchFolder();
const runs = join(folder.path, 'runs');
const file = join(folder.path, 'campaign.yaml');
const own = { [CAMPAIGN_LABEL]: 'swarm-e2e' };
const filters = { label: Object.entries(own).map(([name, value]) => `${name}=${value}`) };
// More than half of what there is: one task at a time.
const { MemTotal: memoryBytes } = (await engine.info()) as { readonly MemTotal: number };
const gibibytes = String(Math.ceil((memoryBytes * 0.55) / 1024 ** 3));
const onSwarm = ['campaign', file, '--engine', 'swarm', '--tasks', '2', '--task-memory', gibibytes];
let made = false;
let running: Running | undefined;

beforeAll(async () => {
  const { Swarm: swarm } = (await engine.info()) as { readonly Swarm?: { readonly LocalNodeState?: string } };
  made = swarm?.LocalNodeState === 'inactive';
  if (made) await engine.swarmInit({ ListenAddr: '127.0.0.1', AdvertiseAddr: '127.0.0.1' });
  writeFileSync(
    file,
    `name: swarm-e2e
versions: ['3.1.1']
scenarios: [worker-killed]
seeds: { count: 4 }
canary: false
`,
  );
}, 60_000);

afterEach(async () => {
  running?.process.kill('SIGINT');
  await running?.outcome;
});

afterAll(async () => {
  for (const { ID: id } of await engine.listServices({ filters: JSON.stringify(filters) }))
    await engine.getService(id).remove();
  await doublerun(['clean']);
  if (made) await engine.swarmLeave({ force: true });
  folder.remove();
}, 120_000);

/** Waits until a task of the campaign has a cluster here. @returns its container, and its name. */
function taskWithCluster(other = ''): Promise<{ readonly container: string; readonly task: string }> {
  return waitFor({
    what: 'a task with a cluster',
    deadlineMs: 300_000,
    everyMs: 1_000,
    look: async () => {
      const tasks = await engine.listContainers({ filters });
      for (const { Id: container, Labels: labels } of tasks) {
        const task = labels['com.docker.swarm.task.id'] ?? '';
        const servers = await engine.listContainers({ filters: { label: [`${TASK_LABEL}=${task}`] } });
        if (task !== other && servers.length > 5) return there({ container, task });
      }
      return notYet(`${tasks.length} tasks run`);
    },
  });
}

/** Others may work on this engine. */
async function ownLeftovers() {
  return (await leftovers()).filter(({ run }) => run.startsWith('campaign/swarm-e2e'));
}

function records(of = runs) {
  return readLedger(join(of, LEDGER_FILE)).records;
}

test('a task killed in the middle, and the process that collects too: every unit has its run, none two', async () => {
  const command = [...onSwarm, '--runs', runs];
  running = start(command);
  const first = await taskWithCluster();
  await engine.getContainer(first.container).kill();
  // Its successor removes the cluster that it left, and runs on its own.
  await taskWithCluster(first.task);
  await waitFor({
    what: 'the removal of what the killed task left',
    deadlineMs: 60_000,
    look: async () => {
      const left = await engine.listContainers({ filters: { label: [`${TASK_LABEL}=${first.task}`] } });
      return left.length === 0 ? there(true) : notYet(`${left.length} containers`);
    },
  });

  // Nobody collects for a while: nothing is lost.
  running.process.kill('SIGKILL');
  await running.outcome;
  running = start(command);
  const { output, code } = await running.outcome;
  const shown = `${output}\n${records()
    .map((record) => JSON.stringify(record))
    .join('\n')}`;
  expect(output, shown).toContain('taken up');
  // Whatever the runs found, all of them are there and say something.
  expect([EXIT.pass, EXIT.violation], shown).toContain(code);

  const units = Map.groupBy(records(), ({ campaign }) => campaign?.unit);
  expect(units.size, shown).toBe(4);
  // A run that does not say all is done again, here as anywhere; one that does is the last.
  for (const tries of units.values())
    expect(tries.map(saysAll), shown).toEqual(tries.map((_, index) => index === tries.length - 1));
  expect(new Set(records().map(({ at }) => at)).size, `no run is there twice\n${shown}`).toBe(records().length);
  expect(new Set(records().map(({ campaign }) => campaign?.shard)), shown).toEqual(new Set(['1/2', '2/2']));
  // An ordinary folder of runs: what is judged again here is judged the same. One whose lane was killed has no directory.
  for (const { run, verdict } of records()) {
    if (run === undefined) continue;
    const { output: checked } = await doublerun(['check', join(runs, run)]);
    expect(checked, `${run}\n${shown}`).toContain(verdict.toUpperCase());
  }
  expect(await ownLeftovers()).toEqual([]);
  expect(await engine.listServices({ filters: JSON.stringify(filters) })).toEqual([]);
}, 1_500_000);

test('Ctrl-C ends the tasks and their clusters', async () => {
  const other = join(folder.path, 'other');
  running = start([...onSwarm, '--runs', other]);
  await taskWithCluster();
  running.process.kill('SIGINT');
  const { code } = await running.outcome;
  expect(code).toBe(130);
  // They were ended, and not waited for.
  expect(records(other)).toEqual([]);
  expect(await ownLeftovers()).toEqual([]);
  expect(await engine.listServices({ filters: JSON.stringify(filters) })).toEqual([]);
  expect(await engine.listContainers({ filters })).toEqual([]);
}, 600_000);
