import { setTimeout as sleep } from 'node:timers/promises';
import { MICROS_PER_SECOND, MS_PER_SECOND } from '../history/time.ts';
import { registered } from './boot.ts';
import { apiOf, type Cluster, serverNamed } from './cluster.ts';
import { SchedulerClient } from './dolphinscheduler/client.ts';
import { mend } from './mend.ts';
import { execute } from './observers/execute.ts';
import { BEAT_EVERY } from './observers/ledger.ts';
import { countLedgerLines } from './observers/ledger-reader.ts';
import type { Server } from './server.ts';
import { DeadlineError, notYet, type Say, there, waitFor } from './wait.ts';
import type { Mark } from './witnesses.ts';

/** Time for servers that had died to be registered again, ms. */
const SERVERS_MS = 90_000;
/** Time for servers to show that they are at work before they are started again, ms: a session and a heartbeat. */
const IDLE_MS = 12_000;
/** Time for workflows that the run before left open to stop once they are asked to, ms. */
const STOP_MS = 15_000;
/** Time for what a timer had begun to start before it was taken offline, ms. */
const FIRED_MS = 2_000;
/** A workflow that was asked to stop so long ago, ms, and did not, is in no master's memory: masters hear of a stop at once, and kill within a second or two. */
const HEEDED_MS = 6_000;
/** A heartbeat no older than this shows a server at work, ms: two intervals (scheduler-settings.ts) and some. */
const FRESH_MS = 5_000;

interface Proven {
  readonly mark: Mark;
  /** What had to be put right, in words; empty where nothing had. */
  readonly mended: readonly string[];
}

/**
 * Brings a standing cluster back to where a run may begin, and proves it: nobody cut off from anybody, every link whole, every server running and writing its
 * heartbeat, no task's process alive, no workflow open, no command waiting, the ledger still.
 * @returns where the next run's history begins in what the cluster has recorded.
 * @throws DeadlineError or another error where the proof fails: then the cluster is not to be used.
 */
export async function reset(cluster: Cluster, say: Say, signal: AbortSignal): Promise<Proven> {
  const mended: string[] = [];
  mended.push(...(await mend(cluster)));
  const since = Date.now();
  const client = new SchedulerClient(() => apiOf(cluster.servers), cluster.family);
  const allAtWork = (deadlineMs: number): Promise<true> =>
    waitFor({
      what: 'every server at work',
      deadlineMs,
      signal,
      say,
      look: async () => {
        await client.logIn();
        const missing = await idle(cluster, client, mended.length > 0 ? since : since - FRESH_MS);
        return missing.length === 0 ? there(true) : notYet(`not so ${names(missing)}`);
      },
    });
  // A server that is up and has no place in the registry will not find one by itself (3.1: the JVM outlives the server in it).
  await allAtWork(IDLE_MS).catch(async (error: unknown) => {
    if (!(error instanceof DeadlineError)) throw error;
    const stopped = await idle(cluster, client, since - FRESH_MS);
    say(`starting ${names(stopped)} again`);
    await Promise.all(stopped.map((server) => server.container.restart({ t: 0 })));
    mended.push(...stopped.map(({ name }) => `${name} was up, but not at work`));
    await allAtWork(SERVERS_MS);
  });
  mended.push(...(await stopTasks(cluster)));
  const stopped = await stopWorkflows(cluster, client, signal);
  // One whose task was killed may have sent the next before it heard that it is to stop, and a stop does not reach every process (no `pstree`).
  if (stopped.length > 0) mended.push(...stopped, ...(await stopTasks(cluster)));
  const ledger = serverNamed(cluster.servers, 'ledger');
  const ledgerLines = await countLedgerLines(ledger);
  if (mended.length > 0) await sleep(2 * BEAT_EVERY * (MS_PER_SECOND / MICROS_PER_SECOND), undefined, { signal });
  if ((await countLedgerLines(ledger)) !== ledgerLines)
    throw new Error('a task of an earlier run still writes to the ledger');
  const { rows } = await cluster.database.query<{ transaction: string }>(
    'SELECT pg_snapshot_xmin(pg_current_snapshot())::text AS transaction',
  );
  return { mark: { since: Date.now(), transaction: rows[0]?.transaction ?? '', ledgerLines }, mended };
}

/** @returns the masters and workers that have not written to ZooKeeper since a moment, ms. */
async function idle({ servers }: Cluster, client: SchedulerClient, since: number): Promise<readonly Server[]> {
  const { masters, workers } = await registered(client);
  const alive = new Set([...masters, ...workers].filter(({ heartbeatAt }) => heartbeatAt >= since).map(({ ip }) => ip));
  return servers.filter(({ role, ip }) => (role === 'master' || role === 'worker') && !alive.has(ip));
}

function names(servers: readonly Server[]): string {
  return servers.map(({ name }) => name).join(', ');
}

/** A task of the run before would tell its story into the next one's history. */
async function stopTasks({ servers }: Cluster): Promise<readonly string[]> {
  const workers = servers.filter(({ role }) => role === 'worker');
  const killed = await Promise.all(
    workers.map(async ({ name, container }) => {
      const { exitCode } = await execute(container, ['pkill', '-KILL', '-f', 'ledger/witness.sh']);
      return exitCode === 0 ? [`${name} still ran tasks`] : [];
    }),
  );
  return killed.flat();
}

async function stopWorkflows(
  { database, family }: Cluster,
  client: SchedulerClient,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { tables } = family;
  // A timer of a run that was killed would start workflows in the next one.
  const { rows: schedules } = await database.query<{ id: number; project: string }>(family.onlineSchedules);
  for (const { id, project } of schedules) await client.call(client.calls.setSchedule(Number(project), id, 'offline'));
  const look = async () => {
    const open = await database.query<{ id: number; project: string }>(family.openWorkflows);
    const commands = await database.query<{ count: string }>(`SELECT count(*) AS count FROM ${tables.command}`);
    return { open: open.rows, commands: Number(commands.rows[0]?.count) };
  };
  const { open, commands } = await look();
  const timers = schedules.length > 0 ? [`${schedules.length} schedules were online`] : [];
  // What a timer had begun to start comes in a moment later.
  if (schedules.length > 0) await sleep(FIRED_MS, undefined, { signal });
  if (open.length === 0 && commands === 0) return timers;
  const asked = new Map<number, number>();
  const closed = new Set<number>();
  await waitFor({
    what: 'workflows of the run before stopped',
    deadlineMs: STOP_MS,
    signal,
    look: async () => {
      const now = await look();
      // A command that waited may have become one in the meantime.
      for (const { id, project } of now.open.filter((each) => !asked.has(each.id))) {
        asked.set(id, performance.now());
        await client.call(client.calls.stop(Number(project), id)).catch(() => undefined);
      }
      // A master that was started again has lost them, and takes up what it owned before only when it looks after itself, minutes later.
      const unheeded = now.open
        .map(({ id }) => id)
        .filter((id) => performance.now() - (asked.get(id) ?? Number.POSITIVE_INFINITY) > HEEDED_MS);
      for (const id of unheeded) closed.add(id);
      if (unheeded.length > 0) for (const text of family.closeWorkflows) await database.query(text, [unheeded]);
      return now.open.length === 0 && now.commands === 0
        ? there(true)
        : notYet(`${now.open.length} workflows open, ${now.commands} commands wait`);
    },
  });
  const left = closed.size > 0 ? `; ${closed.size} had no master and were closed` : '';
  return [...timers, `${open.length} workflows were open, ${commands} commands waited${left}`];
}
