import { setTimeout as sleep } from 'node:timers/promises';
import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { reasonOf } from '../../history/reason.ts';
import { type Micros, nowMicros } from '../../history/time.ts';
import { Ensemble, type Member } from '../zookeeper/ensemble.ts';
import type { SessionState } from '../zookeeper/four-letters.ts';
import { watchTrees } from '../zookeeper/watcher.ts';
import { type DatedEvent, RegistryView, type ServerOfPath } from './registry-view.ts';

/** How often ZooKeeper is asked what it holds, ms; a watch that fires brings the next look at once. */
const LOOK_EVERY_MS = 250;

interface Context {
  /** ZooKeeper's servers. Of more than one, who leads is told. */
  readonly members: readonly Member[];
  /** Trees under which changes are to be seen at once. */
  readonly roots: readonly string[];
  readonly serverOf: ServerOfPath;
  /** Whether a connection (`address:port`) comes from the cluster, and not from this witness itself. */
  readonly isOfCluster: (connection: string) => boolean;
  readonly journal: Journal;
}

/** The witness of the registry. */
export interface RegistryObserver {
  /** What it knows now. */
  readonly view: RegistryView;
  /** A line of ZooKeeper's own log. */
  hear(line: string): void;
  /** One last look. */
  finish(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Watches ZooKeeper from its own side, on a link that no fault touches: `dump` and `cons` four times a second and after each change that a watch
 * announces. A ZooKeeper that is down changes nothing, so that the first look afterwards tells all, with the time that it
 * could not see as the bounds. One that is there and does not answer is a gap.
 */
export function observeRegistry({ members, roots, serverOf, isOfCluster, journal }: Context): RegistryObserver {
  const view = new RegistryView(serverOf);
  const stopping = new AbortController();
  const { signal } = stopping;
  const own = new Set<string>();
  let wake = (): void => undefined;
  let dirty = false;
  let since: Micros = 0;
  const ensemble = new Ensemble(members);
  let leader: string | null | undefined;
  let silent = false;
  /** Whether ZooKeeper could not be asked at some time since the watches were lost. */
  let blindSinceLost = false;
  let lostAt: Micros | undefined;
  /** How often it was looked at since it could not be. */
  let looksSinceBlind = 0;

  const tellLeader = (server: string | null, at: Micros): void => {
    if (members.length > 1 && server !== leader) tell([{ type: 'registry.lead', server, since, at }]);
    leader = server;
  };
  const tell = (events: readonly DatedEvent[]): void => {
    for (const event of events) journal.append({ ...event, source: 'registry' });
  };
  /** A session of an earlier watcher of ours outlives its connection. */
  const isOwn = (session: string, { connection }: SessionState): boolean => {
    if (connection !== null && !isOfCluster(connection)) own.add(session);
    return own.has(session);
  };

  const look = async (): Promise<void> => {
    const from = nowMicros();
    try {
      const { sessions, leader: leads } = await ensemble.look();
      const at = nowMicros();
      tellLeader(leads, at);
      const others = new Map([...sessions].filter(([session, state]) => !isOwn(session, state)));
      tell(view.look({ sessions: others }, since, at));
      since = from;
      silent = false;
      looksSinceBlind += 1;
    } catch (error) {
      blindSinceLost = true;
      looksSinceBlind = 0;
      if (leader !== undefined) tellLeader(null, nowMicros());
      throw error;
    }
  };

  const looking = (async () => {
    while (!signal.aborted) {
      dirty = false;
      await look().catch((error: unknown) => missed(error));
      if (!dirty) {
        const pause = new AbortController();
        wake = () => pause.abort();
        await sleep(LOOK_EVERY_MS, undefined, { signal: AbortSignal.any([signal, pause.signal]) }).catch(
          () => undefined,
        );
      }
    }
  })();

  function missed(error: unknown): void {
    const code = (error as { code?: unknown }).code;
    // Nobody listens: it is down. Anything else is a ZooKeeper that lives and says nothing.
    if (silent || code !== 'DEADLINE') return;
    silent = true;
    journal.append(gap('registry', `ZooKeeper does not answer: ${reasonOf(error)}`, since || nowMicros()));
  }

  const stopWatching = watchTrees({
    address: () => ensemble.anyAddress(),
    roots,
    changed: () => {
      dirty = true;
      wake();
    },
    watching: () => {
      // While it was down nothing came and went; while it was up and unwatched, something may have between two looks. Of an ensemble other members
      // may serve long before the watches are back.
      const missed = !blindSinceLost || (members.length > 1 && looksSinceBlind > 1);
      if (lostAt !== undefined && missed) {
        journal.append(
          gap('registry', 'the watches were lost: what came and went between two looks is missing', lostAt),
        );
      }
      lostAt = undefined;
      blindSinceLost = false;
    },
    lost: () => {
      // What it could not be asked before the watches were lost says nothing of the time since.
      if (lostAt === undefined && members.length > 1) blindSinceLost = false;
      lostAt ??= nowMicros();
    },
  });

  return {
    view,
    hear(line) {
      const [, session] = /Expiring session (0x[0-9a-f]+)/.exec(line) ?? [];
      if (session) view.expired(session);
    },
    async finish() {
      // Not beside another look: the one that ends later may hold the older answers.
      stopping.abort();
      await looking;
      await look().catch((error: unknown) =>
        journal.append(gap('registry', `the last look: ${reasonOf(error)}`, since || nowMicros())),
      );
      tell(view.flush());
    },
    async stop() {
      stopping.abort();
      await Promise.all([stopWatching(), looking]);
    },
  };
}
