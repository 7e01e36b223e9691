import type { EventOf } from '../history/event.ts';
import type { Source } from '../history/events/base.ts';
import { type Micros, toSeconds } from '../history/time.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Moment } from './executions.ts';
import { type Finding, none } from './finding.ts';
import type { Tenure } from './nodes.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';

/** A server takes itself to hold the lock on a master's failover: from its log's line before the work to the one after it. */
interface Section {
  readonly server: string;
  readonly about: string;
  /** The server's how many-eth section about that master: part of a finding's subject. */
  readonly number: number;
  readonly start: Moment;
  finish?: Moment;
  /** The latest moment at which one without a finish can have lasted: its server ended, or began the same again. */
  gone?: Moment;
  /** Its server began the same again before a finish was seen: a finish too many is that of this one. */
  again?: boolean;
}

/** A stretch of time that certainly lasted from `from` to `to`, and at most to `latest`. */
interface Stretch {
  readonly source: Source;
  readonly from: Micros;
  readonly to: Micros;
  readonly latest: Micros;
}

/**
 * The registry's lock on a failover held by two.
 *
 * By the registry alone it can't be: one node has the lowest number. But a client that was frozen or cut off goes on believing that it
 * holds a lock that it has lost, and does what the lock guards. In events, for one master whose work is failed over (`about`):
 * - two servers' critical sections, each from `log` `failover-start` to the next `failover-finish`, share a moment; or
 * - one server's section shares a moment with another's tenure of the lock that bears that master's address: from when the other's lock
 *   node had the lowest number to when it was gone (told only where their sections are not).
 * `proved` where they share one under every clock error; `possible` where they may: within the clocks' errors, or as one has no finish, and
 * lasted until its server ended or began it again, if not for ever. Of a tenure only that counts which its bounds leave no doubt about (the
 * latest beginning, the earliest end): what a holder does as it hands the lock on lies within them every time. A gap of the log's witness may
 * hide a finish, one of the registry's a change of holder: `possible`.
 *
 * Sections about a worker are left out: each master fails over the tasks of its own workflows, and no lock guards that. So is the one lock
 * for all failovers that some versions have, and the lock of other critical sections, of which no log tells.
 *
 * Proves that the lock did not keep two masters from the same failover at once; what they then did to a workflow shows in `double-failover`,
 * `stale-master-write` and the rest.
 *
 * Cost: one record for each failover and for each tenure of its lock; at the end those of each master are compared with each other.
 *
 * Upstream: apache/dolphinscheduler#16825 and #16821 (a failover is fenced by time alone), #17342 (one failover done by two masters).
 */
export function lockOverlap(situation: Situation): Checker {
  const masters = new Set(situation.begin.servers.filter(({ role }) => role === 'master').map(({ name }) => name));
  const byMaster = new Map<string, Section[]>();

  function observeLog({ fact, server, about, at, seq }: EventOf<'log'>): void {
    if (about === undefined || !masters.has(about)) return;
    if (fact !== 'failover-start' && fact !== 'failover-finish') return;
    const sections = byMaster.get(about) ?? [];
    byMaster.set(about, sections);
    const own = sections.filter((section) => section.server === server);
    const open = own.find((section) => !section.finish && !section.gone);
    if (fact === 'failover-finish') {
      // Of two that the server began and finished, one within the other or in turn, it was in one until the last finish.
      const finished = open ?? own.findLast((section) => !section.finish && section.again);
      if (finished) finished.finish = { at, seq };
      return;
    }
    if (open) {
      open.gone = { at, seq };
      open.again = true;
    }
    sections.push({ server, about, number: own.length + 1, start: { at, seq } });
  }

  function observeDeath({ server, at, seq }: EventOf<'container.die'>): void {
    for (const section of [...byMaster.values()].flat()) {
      if (section.server === server && !section.finish && !section.gone) section.gone = { at, seq };
    }
  }

  function stretchOf({ start, finish, gone }: Section): Stretch {
    const latest = gone ? gone.at + situation.tolerance('engine', 'log') : Number.POSITIVE_INFINITY;
    return { source: 'log', from: start.at, to: finish?.at ?? start.at, latest: finish?.at ?? latest };
  }

  function tenureStretch({ from, to }: Tenure, end: HistoryEnd): Stretch {
    const until = to?.since ?? end.at;
    return { source: 'registry', from: from.at, to: until, latest: until };
  }

  function proofOf(one: Stretch, other: Stretch): Finding['proof'] | undefined {
    const tolerance = situation.tolerance(one.source, other.source);
    const hidden = [one, other].some(({ source }) => situation.hasGap(source));
    if (Math.min(one.to - other.from, other.to - one.from) > tolerance) return hidden ? 'possible' : 'proved';
    return Math.min(one.latest - other.from, other.latest - one.from) >= -tolerance ? 'possible' : undefined;
  }

  function sectionPhrase({ server, start, finish }: Section): string {
    const when = finish
      ? situation.stretch(start.at, finish.at)
      : `from ${situation.when(start.at)} on, finish not seen`;
    return `${server} (${when})`;
  }

  function judgeSections(one: Section, other: Section): readonly Finding[] {
    const [first, second] = [stretchOf(one), stretchOf(other)];
    const proof = one.server === other.server ? undefined : proofOf(first, second);
    if (!proof) return [];
    const from = Math.max(first.from, second.from);
    const to = Math.max(from, Math.min(first.to, second.to));
    const length = proof === 'proved' && to > from ? `, both for ${toSeconds(to - from)} s` : '';
    const verb = proof === 'proved' ? 'was held by two at once' : 'may have been held by two at once';
    return [
      {
        anomaly: 'lock-overlap',
        proof,
        subject: `${one.about} ${one.server} ${one.number} ${other.server} ${other.number}`,
        servers: [one.server, other.server],
        executions: [],
        events: inOrder([one, other].flatMap(({ start, finish, gone }) => [start, finish ?? gone ?? start])),
        from,
        to,
        sentence: `the lock on the failover of ${one.about} ${verb}: by ${sectionPhrase(one)} and ${sectionPhrase(other)}${length}`,
      },
    ];
  }

  function judgeTenure(
    section: Section,
    lock: string,
    tenure: Tenure,
    index: number,
    end: HistoryEnd,
  ): readonly Finding[] {
    const [own, held] = [stretchOf(section), tenureStretch(tenure, end)];
    // Over before its beginning was seen: nothing of it is certain.
    if (tenure.server === null || tenure.server === section.server || held.to < held.from) return [];
    const proof = proofOf(own, held);
    if (!proof) return [];
    const from = Math.max(own.from, held.from);
    const verb = proof === 'proved' ? 'failed' : 'may have failed';
    const since = situation.when(tenure.from.at);
    const until = tenure.to ? ` until ${situation.when(tenure.to.since)}` : '';
    return [
      {
        anomaly: 'lock-overlap',
        proof,
        subject: `${section.about} ${section.server} ${section.number} ${lock} ${index + 1}`,
        servers: [section.server, tenure.server],
        executions: [],
        events: inOrder([
          section.start,
          section.finish ?? section.gone ?? section.start,
          tenure.from,
          tenure.to ?? tenure.from,
        ]),
        from,
        to: Math.max(from, Math.min(own.to, held.to)),
        sentence: `${sectionPhrase(section)} ${verb} ${section.about} over while ${tenure.server} held the lock ${lock} in the registry from ${since} on${until}`,
      },
    ];
  }

  function judgeMaster(about: string, sections: readonly Section[], end: HistoryEnd): readonly Finding[] {
    const pairs = sections.flatMap((one, index) =>
      sections.slice(index + 1).flatMap((other) => judgeSections(one, other)),
    );
    const told = new Set(pairs.map(({ servers }) => servers?.toSorted().join()));
    const address = situation.nodes.addressOf(about);
    const locks = [...situation.nodes.tenures()].filter(
      ([lock]) => address !== undefined && lock.endsWith(`/${address}`),
    );
    const held = locks.flatMap(([lock, tenures]) =>
      sections.flatMap((section) => tenures.flatMap((tenure, index) => judgeTenure(section, lock, tenure, index, end))),
    );
    return [...pairs, ...held.filter(({ servers }) => !told.has(servers?.toSorted().join()))];
  }

  return {
    reads: ['log', 'container.die'],
    observe(event) {
      if (event.type === 'log') observeLog(event);
      if (event.type === 'container.die') observeDeath(event);
      return none;
    },
    finish: (end) => [...byMaster].flatMap(([about, sections]) => judgeMaster(about, sections, end)),
  };
}
