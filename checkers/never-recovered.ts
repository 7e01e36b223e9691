import type { EventOf, HistoryEvent } from '../history/event.ts';
import type { Source } from '../history/events/base.ts';
import { toSeconds } from '../history/time.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Moment } from './executions.ts';
import type { Finding } from './finding.ts';
import { healedSince } from './grace.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';

type Container = EventOf<
  'container.start' | 'container.die' | 'container.pause' | 'container.unpause' | 'container.restart'
>;

/** One sign that a server is not at work. `doubt`: why it may mean nothing. */
interface Sign extends Moment {
  readonly source: Source;
  readonly doubt: string | undefined;
  readonly clause: string;
}

/**
 * A server that is not back within its time after the last heal.
 *
 * In events, at the end of a complete history, for each master and worker of the run: its container has died (`container.die`, no start
 * since) or is paused, or the registry does not have its node (`node.delete`, no `node.create` since). `proved` where such a state had held for
 * `run.begin.recovery` and both clock errors when the run ended, every fault that began was verified healed as long before, and the witness
 * in question has no gap; otherwise `possible`: the server may not have had its time. One that the registry never showed is `possible`
 * too: perhaps its node was not known for what it is. One finding for each server.
 *
 * A server stops by its orders where the cluster's strategy is to stop and its container ended with exit code 0 after its session
 * had expired (`session.end`, by its bounds perhaps before): it is not lost, and nothing is said of it. Where the registry shows no such end,
 * or has no witness, it may have stopped by its orders all the same, by what it saw itself: `possible`. A connection that was gone excuses
 * nothing: it goes with every server that ends.
 *
 * Without a witness of the registry the engine's word alone counts: a server that runs and does nothing is not seen then. Nor is one that is
 * registered and takes no work, with either.
 *
 * Cost: one record for each server.
 *
 * Upstream: apache/dolphinscheduler#13310, #12414, #13549 (dies of a blip), #15223, #15666 (does not listen again), #5559, #7361 (lives
 * on without its node).
 */
export function neverRecovered(situation: Situation): Checker {
  const containers = new Map<string, Container>();
  /** Servers whose session had expired by the last that was told of their container. */
  const ordered = new Set<string>();

  function observeContainer(event: Container): void {
    containers.set(event.server, event);
    if (situation.nodes.hasExpired(event.server)) ordered.add(event.server);
    else ordered.delete(event.server);
  }

  /** The end of a session that was over before its server was: the registry's witness tells of it late. */
  function observeEnd({ session, since, reason }: EventOf<'session.end'>): void {
    const server = situation.nodes.serverOf(session);
    const container = server === undefined ? undefined : containers.get(server);
    if (reason !== 'expired' || container?.type !== 'container.die') return;
    if (since <= container.at + situation.tolerance('registry', 'engine')) ordered.add(container.server);
  }

  function signOfContainer(server: string): readonly Sign[] {
    const event = containers.get(server);
    if (event?.type !== 'container.die' && event?.type !== 'container.pause') return [];
    const { at, seq } = event;
    const exit = event.type === 'container.die' ? ` (exit code ${event.exitCode ?? 'unknown'})` : '';
    const did = event.type === 'container.die' ? 'ended' : 'was paused';
    return [
      {
        at,
        seq,
        source: 'engine',
        doubt: doubtOf(server, 'engine'),
        clause: `its container ${did} at ${situation.when(at)}${exit}`,
      },
    ];
  }

  /** Whether it ended as a server does that stops because it lost its session. */
  function isByOrders(server: string): boolean {
    const event = containers.get(server);
    return situation.begin.disconnectStrategy === 'stop' && event?.type === 'container.die' && event.exitCode === 0;
  }

  function doubtOf(server: string, source: Source): string | undefined {
    if (situation.hasGap(source)) return 'its return may have been missed';
    // The engine may have missed how it ended, and with what exit code.
    const hidden = situation.begin.disconnectStrategy === 'stop' && situation.hasGap('engine');
    return isByOrders(server) || hidden ? 'it may have stopped by its orders' : undefined;
  }

  function signOfNode(server: string): readonly Sign[] {
    if (!situation.hasWitness('registry')) return [];
    const registration = situation.nodes.registration(server);
    if (!registration) {
      const { at, seq } = situation.begin;
      return [
        {
          at,
          seq,
          source: 'harness',
          doubt: 'its node may not be known for what it is',
          clause: 'the registry never showed it',
        },
      ];
    }
    if (registration.present) return [];
    const { at, seq } = registration.change;
    return [
      {
        at,
        seq,
        source: 'registry',
        doubt: doubtOf(server, 'registry'),
        clause: `the registry no longer had it at ${situation.when(at)}`,
      },
    ];
  }

  function judge(server: string, end: HistoryEnd): readonly Finding[] {
    if (isByOrders(server) && ordered.has(server)) return [];
    const signs = [...signOfContainer(server), ...signOfNode(server)];
    if (signs.length === 0) return [];
    const { begin } = situation;
    const healed = healedSince(situation) ?? Number.POSITIVE_INFINITY;
    const heal = healed + situation.tolerance('nemesis', 'harness');
    const had = (sign: Sign) =>
      end.at - Math.max(heal, sign.at + situation.tolerance(sign.source, 'harness')) >= begin.recovery;
    const proved = signs.some((sign) => sign.doubt === undefined && had(sign));
    const since = signs.reduce((first, { at }) => Math.min(first, at), end.at);
    const wait =
      situation.faults.all().length > 0 && Number.isFinite(healed)
        ? `, ${toSeconds(end.at - healed)} s after the last heal`
        : '';
    const clauses = signs.map(({ clause }) => clause).join(', ');
    const reason = signs.find(({ doubt }) => doubt !== undefined)?.doubt ?? 'it may not have had its time';
    return [
      {
        anomaly: 'never-recovered',
        proof: proved ? 'proved' : 'possible',
        subject: server,
        servers: [server],
        executions: [],
        events: inOrder(end.run ? [...signs, end.run] : signs),
        from: since,
        to: end.at,
        sentence: `${server} was not back when the run ended at ${situation.when(end.at)}${wait}: ${clauses}${proved ? '' : `; ${reason}`}`,
      },
    ];
  }

  return {
    reads: [
      'container.start',
      'container.die',
      'container.pause',
      'container.unpause',
      'container.restart',
      'session.end',
    ],
    observe(event: HistoryEvent) {
      switch (event.type) {
        case 'container.start':
        case 'container.die':
        case 'container.pause':
        case 'container.unpause':
        case 'container.restart':
          observeContainer(event);
          break;
        case 'session.end':
          observeEnd(event);
          break;
        default:
      }
      return [];
    },
    finish(end) {
      if (!end.complete) return [];
      return situation.begin.servers
        .filter(({ role }) => role === 'master' || role === 'worker')
        .flatMap(({ name }) => judge(name, end));
    },
  };
}
