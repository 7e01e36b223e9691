import { describe, expect, test } from 'vitest';
import type { Order } from '../../../harness/campaign/order.ts';
import { CampaignState, type StateOptions } from '../../../harness/campaign/state.ts';
import { stopsOf } from '../../../harness/campaign/stops.ts';
import type { PlannedUnit } from '../../../harness/campaign/units.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { loadScenario } from '../../../harness/load-scenario.ts';
import { plan } from '../../../harness/plan.ts';
import { asked, CAMPAIGN, overlap, record, unit } from './records.ts';

const planned = plan(loadScenario('blip'), 1);

/** Units of so many cells, seed by seed, all of one kind of cluster. */
function unitsOf(cells: number, seeds: number): readonly PlannedUnit[] {
  return Array.from({ length: cells * seeds }, (_, index) => ({
    unit: unit({ scenario: `cell-${Math.floor(index / seeds)}`, seed: (index % seeds) + 1 }),
    plan: planned,
  }));
}

function stateOf(
  units: readonly PlannedUnit[],
  more: Partial<StateOptions> = {},
  records: readonly LedgerRecord[] = [],
): { readonly state: CampaignState; readonly said: string[] } {
  const said: string[] = [];
  const never = { stopped: () => undefined, decided: () => false };
  const options = { name: CAMPAIGN, tries: 3, say: (line: string) => said.push(line), ...never, ...more };
  return { state: new CampaignState(units, records, options), said };
}

function take(state: CampaignState): Order {
  const order = state.take(undefined);
  if (!order) throw new Error('nothing to do');
  return order;
}

/** Runs the next unit, with this that comes of it. */
function runNext(state: CampaignState, more: Partial<LedgerRecord> = {}): void {
  const order = take(state);
  const made = record(order.unit, { at: new Date().toISOString(), ...more });
  state.put(order, { kind: 'ran', record: made });
}

describe('of thousands of units', () => {
  const units = unitsOf(20, 100);
  const decide = { absent_below: 0.05, present_above: 0.5, risk: 0.05 };
  const stops = stopsOf(asked(units.map((each) => each.unit)), decide);

  test('each cell is asked once whether it is decided, and only that of a new run once more', () => {
    let calls = 0;
    const decided: StateOptions['decided'] = (cell, records) => {
      calls += 1;
      return stops.decided(cell, records);
    };
    const { state } = stateOf(units, { ...stops, decided });
    state.due();
    expect(calls).toBe(20);
    runNext(state);
    state.waiting();
    state.progress();
    expect(calls).toBe(21);
  });

  test('a run that leaves something open is done again, though its cell is decided', () => {
    const [first, second, third] = units;
    if (!first || !second || !third) throw new Error('no units');
    const shown = { proved: [overlap] };
    const open = record(second.unit, { verdict: 'inconclusive' });
    const { state } = stateOf(units.slice(0, 100), stops, [record(first.unit, shown), open, record(third.unit, shown)]);
    expect(state.due().map(({ unit: { seed } }) => seed)).toEqual([2]);
  });

  test('a look takes less than 10 ms', () => {
    const half = units.filter((_, index) => index % 2 === 0).map((each) => record(each.unit));
    const { state } = stateOf(units, stops, half);
    runNext(state);
    // The shortest: others are at work on this machine.
    const times = Array.from({ length: 20 }, () => {
      const began = performance.now();
      runNext(state);
      state.stopped();
      state.waiting();
      return performance.now() - began;
    });
    expect(Math.min(...times)).toBeLessThan(10);
  });
});

describe('a canary that says nothing', () => {
  const canary = { unit: unit({ scenario: 'calm', seed: 1, canary: 'must-pass' }), plan: planned };
  const units = [canary, ...unitsOf(1, 2)];
  const stops = stopsOf(asked(units.map((each) => each.unit)), undefined);
  const silent = { verdict: 'inconclusive', whole: false } as const;

  test('ends the campaign when it has no try left', () => {
    const { state } = stateOf(units, { ...stops, tries: 2 });
    runNext(state, silent);
    expect(state.stopped()).toBeUndefined();
    runNext(state, silent);
    expect(state.stopped()).toContain('its 1 run says nothing');
  });

  test('ends it when it cannot be run', () => {
    const { state } = stateOf(units, stops);
    state.giveUp((order) => order.canary, 'there are no images');
    expect(state.stopped()).toContain('has not been run');
  });

  test('has fresh tries when the campaign is called again', () => {
    const before = [1, 2, 3].map((minute) =>
      record(canary.unit, { at: `2026-11-24T01:0${minute}:00.000Z`, ...silent }),
    );
    const { state } = stateOf(units, stops, before);
    expect(state.stopped()).toBeUndefined();
    expect(take(state).canary).toBe(true);
    const others = [1, 2, 3].map((minute) =>
      record(units[1]?.unit ?? canary.unit, { at: `2026-11-24T01:0${minute}:00.000Z`, ...silent }),
    );
    expect(stateOf(units, stops, others).state.due()).toHaveLength(2);
  });
});

test('a run that was cut short in a call before is no try; one that its lane has died of is', () => {
  const units = unitsOf(1, 1);
  const cut = { verdict: 'violation', whole: false, cutShort: true } as const;
  const before = units.flatMap(({ unit: each }) =>
    [1, 2, 3].map((minute) => record(each, { at: `2026-11-24T01:0${minute}:00.000Z`, ...cut })),
  );
  const { state } = stateOf(units, { tries: 2 }, before);
  for (const due of [1, 1, 0]) {
    expect(state.due()).toHaveLength(due);
    if (due > 0) runNext(state, cut);
  }
});

describe('a scenario that always breaks', () => {
  const broken = { verdict: 'broken', whole: false, reason: 'it broke' } as const;

  test('gives up its own cell after three runs, and others of the same cluster are run', () => {
    const { state, said } = stateOf(unitsOf(2, 5));
    for (let runs = 0; runs < 3; runs += 1) runNext(state, broken);
    expect(said).toEqual([
      expect.stringContaining('the last runs of cell-0 on 3.2.2 (waiting) were broken (it broke)'),
    ]);
    expect(state.due().map(({ unit: { scenario } }) => scenario)).toEqual(new Array(5).fill('cell-1'));
    runNext(state);
    expect(state.due()).toHaveLength(4);
  });

  test('where the cluster does not come up, nothing is tried on another one like it', () => {
    const { state } = stateOf(unitsOf(2, 5));
    for (let runs = 0; runs < 3; runs += 1) {
      const order = take(state);
      const { run: _, ...made } = record(order.unit, broken);
      state.put(order, { kind: 'ran', record: made });
    }
    expect(state.due()).toEqual([]);
  });

  test('a lane that dies says nothing of the cluster', () => {
    const { state } = stateOf(unitsOf(2, 5));
    for (let runs = 0; runs < 3; runs += 1) state.put(take(state), { kind: 'died', reason: 'killed by SIGKILL' });
    expect(state.due().map(({ unit: { scenario } }) => scenario)).toEqual(new Array(5).fill('cell-1'));
  });

  test('is tried again when the campaign is called again', () => {
    const units = unitsOf(1, 5);
    const before = units.slice(0, 3).map((each) => record(each.unit, broken));
    const { state } = stateOf(units, {}, before);
    runNext(state, broken);
    expect(state.due()).toHaveLength(5);
  });
});

test('what is left counts a boot for each kind of cluster that no lane has', () => {
  const mine = unitsOf(1, 3);
  const others = unitsOf(1, 1).map(({ unit: each, plan: of }) => ({
    unit: { ...each, id: 'other', version: '3.1.1' },
    plan: of,
  }));
  const { state } = stateOf([...mine, ...others]);
  // Four runs of 75 s, and two boots of 30 s; a lane that is at work has a cluster.
  expect(state.left(8, Number.POSITIVE_INFINITY)).toBe('8 lanes, ~2 min left');
  take(state);
  expect(state.left(8, Number.POSITIVE_INFINITY)).toBe('8 lanes, ~68 s left');
  expect(state.left(1, 60_000)).toBe('1 lane, ~60 s of the budget left');
});
