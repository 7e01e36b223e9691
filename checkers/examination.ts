import type { EventOf, EventType, HistoryEvent } from '../history/event.ts';
import { reasonOf } from '../history/reason.ts';
import type { Micros } from '../history/time.ts';
import type { Checker, CheckerFactory, HistoryEnd } from './checker.ts';
import { promisesBroken } from './contract.ts';
import { coverageOf } from './coverage.ts';
import { type Anomaly, anomalies, type Finding, none } from './finding.ts';
import { lacksOfForgotten } from './forgotten.ts';
import { registry } from './registry.ts';
import { HORIZON, Retirement } from './retirement.ts';
import { Situation } from './situation.ts';
import type { CheckerOutcome, Verdict } from './verdict.ts';

/** One checker at work. After an error it is asked nothing more; what it had found by then stays. */
interface Seat {
  readonly anomaly: Anomaly;
  readonly checker: Checker | undefined;
  error: string | undefined;
  readonly findings: Map<string, Finding>;
}

/**
 * All checkers over one history, fed event by event in time order. `judge` feeds it, with a stored history, or with as much as there is of one
 * that is still being written.
 */
export class Examination {
  readonly #situation: Situation;
  readonly #seats: readonly Seat[];
  /** Those who want to see events of a type. */
  readonly #readers = new Map<EventType, Seat[]>();
  readonly #retirement: Retirement;
  readonly #horizon: Micros;
  /** Workflows with a finding: they are kept to the end. */
  readonly #suspects = new Set<number>();
  #events = 0;
  #reached: Micros;
  #end: EventOf<'run.end'> | undefined;

  /** @param horizon how long nothing must have been heard of a workflow before it may be forgotten, µs; infinite: never. */
  constructor(
    begin: EventOf<'run.begin'>,
    checkers: Readonly<Record<Anomaly, CheckerFactory>> = registry,
    horizon: Micros = HORIZON,
  ) {
    this.#situation = new Situation(begin);
    this.#reached = begin.at;
    this.#horizon = horizon;
    this.#retirement = new Retirement(this.#situation, horizon);
    this.#seats = anomalies.map((anomaly) => seat(anomaly, checkers[anomaly], this.#situation));
    for (const each of this.#seats) {
      for (const type of each.checker?.reads ?? []) {
        const readers = this.#readers.get(type) ?? [];
        readers.push(each);
        this.#readers.set(type, readers);
      }
    }
  }

  /** Takes in the next event, the header included. @returns findings that are new or have changed. */
  observe(event: HistoryEvent): readonly Finding[] {
    this.#events += 1;
    this.#reached = Math.max(this.#reached, event.at);
    if (event.type === 'run.end') this.#end = event;
    if (this.#situation.forgotten.hears(event)) return none;
    this.#situation.observe(event);
    if (this.#retirement.observe(event)) this.#retire(event.at);
    let found = none;
    for (const each of this.#readers.get(event.type) ?? nobody) {
      const findings = show(each, event);
      if (findings.length > 0) found = [...found, ...findings];
    }
    for (const { workflow } of found) if (workflow !== undefined) this.#suspects.add(workflow);
    return found;
  }

  #retire(at: Micros): void {
    for (const past of this.#retirement.due(at, this.#suspects)) {
      for (const { checker } of this.#seats) checker?.forget?.(past);
      this.#situation.forget(past);
    }
  }

  /** Ends the history and judges it. `torn`: its last line was half a line, so that more may have happened. */
  finish({ torn }: { readonly torn: boolean }): Verdict {
    const outcome = this.#end?.outcome;
    const complete = !torn && (outcome === 'settled' || outcome === 'deadline');
    const end = { at: this.#reached, run: this.#end, complete };
    for (const each of this.#seats) ask(each, end);
    return this.#verdict(end);
  }

  #verdict(end: HistoryEnd): Verdict {
    const { contract } = this.#situation.begin;
    const findings = this.#seats.flatMap((each) => [...each.findings.values()]);
    const breaking = findings.filter(({ anomaly }) => promisesBroken(anomaly, contract).length > 0);
    const violations = breaking.filter(({ proof }) => proof === 'proved');
    const doubts = breaking.filter(({ proof }) => proof === 'possible');
    const notes = findings.filter((finding) => !breaking.includes(finding));
    const { coverage, lacks } = coverageOf(this.#situation, this.#events, end);
    const broken = this.#broken();
    const { forgotten } = this.#situation;
    const returned = lacksOfForgotten(forgotten, this.#horizon, (at) => this.#situation.when(at));
    const unclear = [
      ...lacks,
      ...returned,
      ...doubts.map(({ anomaly, sentence }) => `Possible ${anomaly}: ${sentence}.`),
    ];
    return {
      verdict:
        violations.length > 0
          ? 'violation'
          : broken.length > 0
            ? 'broken'
            : unclear.length > 0
              ? 'inconclusive'
              : 'pass',
      reasons: [...violationReasons(violations, contract), ...broken, ...unclear],
      violations,
      doubts,
      notes,
      checkers: this.#seats.map(outcomeOf),
      coverage,
    };
  }

  #broken(): readonly string[] {
    const checkers = this.#seats
      .filter((each) => each.error !== undefined)
      .map((each) => `The checker ${each.anomaly} failed, so that nothing is known of it: ${each.error}`);
    const failed = this.#end?.outcome === 'failed' ? [`The run failed: ${this.#end.reason}`] : [];
    return [...failed, ...checkers];
  }
}

const nobody: readonly Seat[] = [];

function seat(anomaly: Anomaly, factory: CheckerFactory, situation: Situation): Seat {
  const findings = new Map<string, Finding>();
  try {
    return { anomaly, checker: factory(situation), error: undefined, findings };
  } catch (error) {
    return { anomaly, checker: undefined, error: reasonOf(error), findings };
  }
}

function show(each: Seat, event: HistoryEvent): readonly Finding[] {
  if (!each.checker?.observe || each.error !== undefined) return none;
  try {
    return note(each, each.checker.observe(event));
  } catch (error) {
    each.error = reasonOf(error);
    return none;
  }
}

function ask(each: Seat, end: HistoryEnd): void {
  if (!each.checker || each.error !== undefined) return;
  try {
    note(each, each.checker.finish(end));
  } catch (error) {
    each.error = reasonOf(error);
  }
}

function note({ findings: known }: Seat, findings: readonly Finding[]): readonly Finding[] {
  for (const finding of findings) known.set(finding.subject, finding);
  return findings;
}

function outcomeOf({ anomaly, error, findings }: Seat): CheckerOutcome {
  return error === undefined
    ? { outcome: 'checked', anomaly, findings: findings.size }
    : { outcome: 'failed', anomaly, error };
}

function violationReasons(
  violations: readonly Finding[],
  contract: EventOf<'run.begin'>['contract'],
): readonly string[] {
  return contract
    .map((promise) => ({
      promise,
      count: violations.filter(({ anomaly }) => promisesBroken(anomaly, [promise]).length > 0).length,
    }))
    .filter(({ count }) => count > 0)
    .map(
      ({ promise, count }) => `${count} ${count === 1 ? 'finding breaks' : 'findings break'} the promise ${promise}.`,
    );
}
