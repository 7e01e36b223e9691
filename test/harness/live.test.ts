import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { cluesOf, type Signature, signatureText, signedFindings } from '../../checkers/signature.ts';
import { outcomeOf } from '../../harness/campaign/outcome.ts';
import { atProof, atViolation, type EarlyEnd } from '../../harness/early-end.ts';
import { LiveExamination } from '../../harness/live.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import { readJournal } from '../../history/journal.ts';
import { numRuns, slow } from '../checkers/runs.ts';
import { HistoryBuilder } from '../histories/builder.ts';
import { simulate } from '../model/simulate.ts';

/** What is in the journal when the run of these events is ended early; nothing where it goes to its end. */
function endedAt(end: EarlyEnd, events: readonly HistoryEvent[]): readonly HistoryEvent[] | undefined {
  let over = false;
  const live = new LiveExamination([end], () => {
    over = true;
  });
  const last = events.findIndex((event) => {
    if (event.type !== 'run.end') live.observe(event);
    return over;
  });
  if (last === -1) return undefined;
  const learnt = events.slice(0, last + 1);
  const at = Math.max(...learnt.map((event) => event.at));
  const words = { source: 'harness', type: 'run.end', outcome: 'stopped', reason: 'proved' } as const;
  return [...learnt, { seq: learnt.length, at, ...words }];
}

const headerOf = (events: readonly HistoryEvent[]) => events[0] as EventOf<'run.begin'>;

function proofOf(wanted: Signature, events: readonly HistoryEvent[]): EarlyEnd {
  const kinds = headerOf(events).faults.map(({ kind }) => kind);
  return atProof(wanted, kinds);
}

/** Seconds from a run's begin until it is ended. */
function secondsUntilEnd(builder: HistoryBuilder, end: (events: readonly HistoryEvent[]) => EarlyEnd) {
  const events = builder.finish(60).build();
  const ended = endedAt(end(events), events);
  return ended && ((ended.at(-1)?.at ?? 0) - headerOf(ended).at) / 1_000_000;
}

const overlap = (header = {}) =>
  new HistoryBuilder(header)
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(0.5, { op: 'insert' })
    .execution({ name: 'a', from: 1, to: 20 })
    .execution({ name: 'b', taskInstance: 2, from: 5, to: 25 });

describe('a run that is to end at the first violation ends', () => {
  const seconds = (builder: HistoryBuilder) => secondsUntilEnd(builder, () => atViolation);

  test('as soon as it is certain: two seconds behind what is learnt, looked at once a second', () => {
    expect(seconds(overlap())).toBeGreaterThan(7);
    expect(seconds(overlap())).toBeLessThan(9);
  });

  test('not for what breaks no promise of the run', () => {
    expect(seconds(overlap({ contract: ['recovers'] }))).toBeUndefined();
  });

  test('not for what is only possible', () => {
    const builder = new HistoryBuilder()
      .execution({ name: 'a', from: 1, to: 5, exitCode: null })
      .execution({ name: 'b', taskInstance: 2, from: 5.2, to: 25 });
    const { doubts } = judge(builder.build(), { torn: false });
    expect(doubts.map(({ anomaly }) => anomaly)).toContain('overlapping-executions');
    expect(seconds(builder)).toBeUndefined();
  });

  test('also for what follows from rows that are learnt late', () => {
    const builder = new HistoryBuilder()
      .execution({ name: 'a', from: 1, to: 20 })
      .late(1.9)
      .task(3, { state: 'KILL', final: true });
    expect(seconds(builder)).toBeLessThan(9);
  });

  test('whatever came much too late: servers of a new cluster are heard when all have started', () => {
    const builder = overlap().late(6).log(0.5, 'master-1', 'started').late(0);
    expect(seconds(builder)).toBeLessThan(9);
  });
});

describe('a run that is to end at a proof ends', () => {
  const wanted: Signature = { anomaly: 'overlapping-executions', task: 'long', faults: ['cut'] };
  const cut = { fault: 'cut-1', kind: 'cut', target: 'owner' };
  const kill = { fault: 'kill-1', kind: 'kill', target: 'owner' };
  const seconds = (looked: Signature, builder: HistoryBuilder) =>
    secondsUntilEnd(builder, (events) => proofOf(looked, events));
  const cutBefore = (faults = [cut]) => overlap({ faults }).fault('cut-1', { begin: 2, effective: 3 });

  test('as soon as the finding is certain', () => {
    expect(seconds(wanted, cutBefore())).toBeGreaterThan(7);
    expect(seconds(wanted, cutBefore())).toBeLessThan(9);
  });

  test('with the receipt, where that comes later', () => {
    const end = seconds(wanted, overlap({ faults: [cut] }).fault('cut-1', { begin: 2, effective: 15 }));
    expect(end).toBeGreaterThanOrEqual(15);
    expect(end).toBeLessThan(16.5);
  });

  test('not without a receipt, nor for a fault that began when all was over', () => {
    const uncertain = overlap({ faults: [cut] }).fault('cut-1', { begin: 2 });
    expect(seconds(wanted, uncertain)).toBeUndefined();
    expect(
      seconds(
        wanted,
        overlap({ faults: [cut] })
          .fault('cut-1', { begin: 30, effective: 31 })
          .beat(50, 'a'),
      ),
    ).toBeUndefined();
  });

  test('not for another finding', () => {
    expect(seconds({ ...wanted, task: 'short' }, cutBefore())).toBeUndefined();
    expect(seconds({ ...wanted, anomaly: 'double-dispatch' }, cutBefore())).toBeUndefined();
  });

  test('not where a fault of another kind may yet begin: the whole run would be signed by that too', () => {
    expect(seconds(wanted, cutBefore([cut, kill]))).toBeUndefined();
  });

  test('whether or not it breaks a promise of the run', () => {
    const builder = overlap({ contract: ['recovers'] });
    expect(seconds({ anomaly: 'overlapping-executions', faults: [] }, builder)).toBeLessThan(9);
  });
});

/** Each signature of what a whole run proves, with the run's journal as it is when it is ended at that proof. */
function endedAtEach(events: readonly HistoryEvent[]) {
  const signed = signedFindings(judge(events, { torn: false }), cluesOf(events));
  const signatures = new Map(signed.map(({ signature }) => [signatureText(signature), signature]));
  return [...signatures].map(([text, signature]) => {
    const ended = endedAt(proofOf(signature, events), events);
    const judged = ended && { verdict: judge(ended, { torn: false }), clues: cluesOf(ended), workAt: undefined };
    return { text, ended, says: judged && outcomeOf(judged, signature, headerOf(events).contract) };
  });
}

test('of runs of real clusters that are ended the verdict says what it says of the whole ones', slow, async () => {
  const told: string[] = [];
  for (const name of ['failover-16759', 'failover-16759-successor', 'owner-blackhole', 'worker-blackhole', 'blip']) {
    const { events } = await readJournal(join(import.meta.dirname, '../checkers/recorded', `${name}.jsonl`));
    const all = events.length;
    for (const { text, ended, says } of endedAtEach(events))
      told.push(`${name}, ${text}: ${says ?? 'whole'}, ${ended ? ended.length - 1 : all} of ${all} events`);
  }
  expect(told).toMatchInlineSnapshot(`
    [
      "failover-16759, overlapping-executions/long/refuse: seen, 308 of 578 events",
      "failover-16759, duplicate-completion/long/refuse: seen, 501 of 578 events",
      "failover-16759, orphan-execution/long/refuse: seen, 318 of 578 events",
      "failover-16759-successor, overlapping-executions/next/pause: seen, 327 of 522 events",
      "failover-16759-successor, duplicate-completion/first/pause: seen, 217 of 522 events",
      "failover-16759-successor, duplicate-completion/next/pause: seen, 505 of 522 events",
      "failover-16759-successor, orphan-execution/next/pause: seen, 335 of 522 events",
      "failover-16759-successor, double-dispatch/next/pause: seen, 327 of 522 events",
      "failover-16759-successor, stale-master-write/-/pause: seen, 305 of 522 events",
      "failover-16759-successor, stale-master-dispatch/next/pause: seen, 327 of 522 events",
      "failover-16759-successor, conflicting-state/first/pause: seen, 305 of 522 events",
      "failover-16759-successor, conflicting-state/next/pause: seen, 335 of 522 events",
      "failover-16759-successor, conflicting-state/-/pause: seen, 305 of 522 events",
      "failover-16759-successor, double-failover/-/pause: seen, 327 of 522 events",
      "failover-16759-successor, witness-disagreement/next/pause: whole, 522 of 522 events",
      "owner-blackhole, overlapping-executions/long/blackhole: seen, 192 of 386 events",
      "owner-blackhole, duplicate-completion/long/blackhole: seen, 383 of 386 events",
      "owner-blackhole, orphan-execution/long/blackhole: seen, 204 of 386 events",
      "owner-blackhole, conflicting-state/long/blackhole: seen, 192 of 386 events",
      "owner-blackhole, conflicting-state/-/blackhole: seen, 192 of 386 events",
      "owner-blackhole, witness-disagreement/long/blackhole: whole, 386 of 386 events",
      "owner-blackhole, stale-master-write/-/blackhole: seen, 192 of 386 events",
      "worker-blackhole, overlapping-executions/long/blackhole: seen, 168 of 751 events",
      "worker-blackhole, duplicate-completion/long/blackhole: seen, 367 of 751 events",
      "worker-blackhole, orphan-execution/long/blackhole: seen, 180 of 751 events",
      "worker-blackhole, stuck-workflow/-/blackhole: whole, 751 of 751 events",
      "blip, overlapping-executions/long/refuse: seen, 339 of 479 events",
      "blip, duplicate-completion/long/refuse: seen, 457 of 479 events",
      "blip, orphan-execution/long/refuse: seen, 339 of 479 events",
    ]
  `);
});

test('whatever the model plants: a run that is ended at a proof is seen to show it', slow, () => {
  let ended = 0;
  for (let seed = 1; seed <= numRuns / 5; seed += 1) {
    for (const { text, says } of endedAtEach(simulate(seed).events)) {
      if (says === undefined) continue;
      ended += 1;
      expect(`seed ${seed}, ${text}: ${says}`).toBe(`seed ${seed}, ${text}: seen`);
    }
  }
  expect(ended).toBeGreaterThan(numRuns / 20);
});
