import { describe, expect, test } from 'vitest';
import type { FaultContext } from '../../harness/faults/fault.ts';
import { lookForCut, lookForDelayed, lookForSwallowed } from '../../harness/faults/link-evidence.ts';
import { Evidence } from '../../harness/view.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import { MICROS_PER_SECOND, nowMicros } from '../../history/time.ts';

const LINK = 'master-1-zookeeper';
const link = { source: 'link', link: LINK, server: 'master-1' } as const;
const BEGAN = nowMicros() - 10 * MICROS_PER_SECOND;
const moment = (second: number): number => BEGAN + second * MICROS_PER_SECOND;

type Counts = readonly [number | null, number | null];

/** Seconds since the fault began. */
const state = (at: number, enabled: boolean, ...toxics: string[]) =>
  ({ ...link, at: moment(at), type: 'link.state', enabled, toxics }) as const;
const cut = (at: number, name = LINK) =>
  ({ ...link, link: name, at: moment(at), since: moment(at - 0.3), type: 'link.cut', client: '172.18.0.9:1' }) as const;
const traffic = (at: number, up: Counts, down: Counts, since = at - 0.3) =>
  ({
    ...link,
    at: moment(at),
    since: moment(since),
    type: 'link.traffic',
    connections: 1,
    up: { taken: up[0], passed: up[1] },
    down: { taken: down[0], passed: down[1] },
  }) as const;

function context(...events: readonly object[]): FaultContext {
  const evidence = new Evidence();
  for (const [seq, event] of events.entries()) evidence.observe({ seq, ...event } as HistoryEvent);
  const times = { beganAt: BEGAN, heldUntil: nowMicros };
  return { evidence, target: 'master-1', ...times } as Partial<FaultContext> as FaultContext;
}

const before = traffic(-1, [100, 100], [100, 100]);
const swallowing = state(0.5, true, 'timeout downstream', 'timeout upstream');

const closed = ({ enabled }: { readonly enabled: boolean }): boolean => !enabled;

describe('a connection was cut', () => {
  test('by the kernel alone, where a proxy may be open again before anybody asks how it is set', () => {
    expect(lookForCut(context(state(0.2, true), cut(0.4)), LINK)).toMatchObject({ done: true, value: { events: [1] } });
    expect(lookForCut(context(cut(-0.4)), LINK).done).toBe(false);
  });

  test('where the proxy is closed and the kernel has it no more', () => {
    expect(lookForCut(context(state(0.2, false), cut(0.4)), LINK, closed)).toEqual({
      done: true,
      value: { proof: 'the connection of master-1 at 172.18.0.9:1 was cut', events: [0, 1] },
    });
  });

  test.each([
    ['closed before', [state(-5, false), cut(-4)]],
    ['open', [state(0.2, true), cut(0.4)]],
    ['cut before', [state(0.2, false), cut(-0.4)]],
    ["another server's", [state(0.2, false), cut(0.4, 'master-2-zookeeper')]],
    ['that of another link of its own', [state(0.2, false), cut(0.4, 'master-1-database')]],
  ] as const)('but not where it was %s', (_, events) => {
    expect(lookForCut(context(...events), LINK, closed).done).toBe(false);
  });
});

describe('bytes were swallowed', () => {
  test('where they were taken and, a second later, not passed on', () => {
    const events = [before, swallowing, traffic(2, [112, 100], [100, 100])];
    expect(lookForSwallowed(context(...events), LINK, ['up', 'down'])).toEqual({
      done: true,
      value: { proof: '12 bytes from master-1 were taken and not passed on', events: [1, 2] },
    });
  });

  test('of one direction, while the other passes', () => {
    const half = state(0.5, true, 'timeout downstream');
    const events = [before, half, traffic(2, [112, 112], [120, 100])];
    expect(lookForSwallowed(context(...events), LINK, ['down'])).toMatchObject({
      value: { proof: '20 bytes for master-1 were taken and not passed on' },
    });
    expect(lookForSwallowed(context(...events), LINK, ['up']).done).toBe(false);
  });

  test.each<readonly [string, readonly object[]]>([
    ['the proxy was not yet set so', [before, traffic(2, [112, 100], [100, 100])]],
    [
      'only one of two directions was set',
      [before, state(0.5, true, 'timeout upstream'), traffic(2, [112, 100], [100, 100])],
    ],
    ['it may have been taken before that', [before, swallowing, traffic(0.7, [112, 100], [100, 100], 0.4)]],
    ['nothing was taken', [before, swallowing]],
    [
      'it was passed on later',
      [before, swallowing, traffic(2, [112, 100], [100, 100]), traffic(2.3, [112, 112], [100, 100])],
    ],
    ['something came back', [before, swallowing, traffic(2, [112, 100], [100, 108])]],
    ['nobody can tell what was passed on', [before, swallowing, traffic(2, [112, null], [null, 100])]],
    ['it may yet be passed on', [before, swallowing, traffic(9.7, [112, 100], [100, 100])]],
    ['there was no look before', [swallowing, traffic(2, [112, 100], [100, 100])]],
  ])('but not where %s', (_, events) => {
    expect(lookForSwallowed(context(...events), LINK, ['up', 'down']).done).toBe(false);
  });
});

describe('bytes were held back', () => {
  const slow = state(0.5, true, 'latency downstream', 'latency upstream');
  const waits = [before, slow, traffic(2, [112, 100], [100, 100]), traffic(4.5, [112, 112], [110, 110])];

  test('where they were still in the proxy a while after it took them', () => {
    expect(lookForDelayed(context(...waits), LINK, 2_500)).toEqual({
      done: true,
      value: { proof: '12 bytes from master-1 were held back for more than 2.2 s', events: [1, 2, 3] },
    });
  });

  test('only until the heal: what came later did not wait for the fault', () => {
    const healed = (at: number, ...events: readonly object[]) => ({
      ...context(...events),
      heldUntil: () => moment(at),
    });
    const passes = [before, slow, traffic(2, [112, 112], [100, 100])];
    expect(lookForDelayed(healed(1.9, ...passes), LINK, 200).done).toBe(false);
    expect(lookForDelayed(healed(2.1, ...passes), LINK, 200).done).toBe(true);
    expect(lookForDelayed(healed(1.9, ...waits), LINK, 2_500).done).toBe(false);
    expect(lookForDelayed(healed(2.1, ...waits), LINK, 2_500).done).toBe(true);
  });

  test('by so little that nobody saw them wait: they passed while it was so', () => {
    const events = [before, slow, traffic(2, [112, 112], [100, 100])];
    expect(lookForDelayed(context(...events), LINK, 200)).toEqual({
      done: true,
      value: {
        proof:
          'Toxiproxy said that it holds both directions back, and 12 bytes from master-1 passed after that; nobody saw them wait the 200 ms that were asked for',
        events: [1, 2],
      },
    });
  });

  test.each<readonly [string, readonly object[]]>([
    ['the proxy was not yet set so', [before, ...waits.slice(2)]],
    ['only one direction was set', [before, state(0.5, true, 'latency upstream'), ...waits.slice(2)]],
    ['they passed at once', [before, slow, traffic(2, [112, 112], [100, 100]), traffic(4, [120, 120], [100, 100])]],
    ['they never passed', waits.slice(0, 3)],
    ['they had passed by the next look', [before, slow, waits[2] ?? {}, traffic(2.2, [112, 112], [100, 100], 1.9)]],
    ['nobody can tell what was passed on', [before, slow, traffic(2, [112, null], [null, 100])]],
  ])('but not where %s', (_, events) => {
    expect(lookForDelayed(context(...events), LINK, 2_500).done).toBe(false);
  });
});

test('evidence is kept by type, and rows are none', () => {
  const { evidence } = context(before, { source: 'audit', type: 'row', at: 0 }, swallowing);
  const states: readonly EventOf<'link.state'>[] = evidence.of('link.state');
  expect(states.map(({ seq }) => seq)).toEqual([2]);
  expect(evidence.of('link.traffic').map(({ seq }) => seq)).toEqual([0]);
  expect(evidence.of('container.die')).toEqual([]);
});
