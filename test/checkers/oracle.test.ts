import fc from 'fast-check';
import { expect, test } from 'vitest';
import { judge } from '../../checkers/judge.ts';
import { KILL_GRACE } from '../../checkers/orphan-execution.ts';
import type { EventOf, HistoryEvent } from '../../history/event.ts';
import { messyHistories } from '../histories/messy.ts';
import { numRuns, slow } from './runs.ts';

/**
 * The definitions again, told by looking at the whole history at once: slow, without state, and not a line shared with the
 * checkers, which see each event once.
 */
class Oracle {
  readonly events: readonly HistoryEvent[];
  readonly begin: EventOf<'run.begin'>;
  readonly starts: readonly EventOf<'execution.start'>[];

  constructor(events: readonly HistoryEvent[]) {
    this.events = events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
    const begin = events.find((event) => event.type === 'run.begin');
    if (!begin) throw new Error('no header');
    this.begin = begin;
    this.starts = this.events.filter((event) => event.type === 'execution.start');
  }

  all(): readonly string[] {
    return [...this.pairs(), ...this.starts.flatMap((start) => [...this.orphan(start), ...this.order(start)])];
  }

  signs({ execution }: EventOf<'execution.start'>) {
    return this.events.filter((event) => 'execution' in event && event.execution === execution);
  }

  life(start: EventOf<'execution.start'>) {
    const signs = this.signs(start);
    const end = signs.find((event) => event.type === 'execution.end');
    const last = signs.at(-1)?.at ?? start.at;
    return { start: start.at, last, latest: end ? last : last + this.begin.beatEvery, exitCode: end?.exitCode };
  }

  pairs(): readonly string[] {
    return this.starts.flatMap((one, index) =>
      this.starts
        .slice(index + 1)
        .filter((two) => two.workflow === one.workflow && two.task === one.task)
        .flatMap((two) => [...this.overlap(one, two), ...this.duplicate(one, two)]),
    );
  }

  overlap(one: EventOf<'execution.start'>, two: EventOf<'execution.start'>): readonly string[] {
    const [a, b] = [this.life(one), this.life(two)];
    const error = 2 * this.begin.uncertainty.witness;
    const certain = Math.min(a.last, b.last) - Math.max(a.start, b.start);
    const atMost = Math.min(a.latest, b.latest) - Math.max(a.start, b.start);
    const proof = certain > error ? 'proved' : atMost >= -error ? 'possible' : undefined;
    return proof ? [`overlapping-executions ${proof} ${one.execution} ${two.execution}`] : [];
  }

  duplicate(one: EventOf<'execution.start'>, two: EventOf<'execution.start'>): readonly string[] {
    if (this.life(one).exitCode !== 0 || this.life(two).exitCode !== 0) return [];
    const error = this.begin.uncertainty.witness + this.begin.uncertainty.audit;
    const commands = this.events.filter(
      (event) =>
        event.type === 'row' &&
        event.table === 'command' &&
        event.kind === 'REPEAT_RUNNING' &&
        event.workflow === one.workflow,
    );
    if (commands.some(({ at }) => at - error > one.at && at + error < two.at)) return [];
    const perhaps = commands.some(({ at }) => at + error >= one.at && at - error <= two.at);
    return [`duplicate-completion ${perhaps ? 'possible' : 'proved'} ${one.execution} ${two.execution}`];
  }

  /** Since when the row of a task instance has been final, as of an event, or of the end; nothing where it is not. */
  finalSince(taskInstance: number, now?: HistoryEvent): number | undefined {
    const seen = now ? this.events.slice(0, this.events.indexOf(now)) : this.events;
    const rows = seen.filter((event) => event.type === 'row' && event.table === 'task');
    const own = rows.filter((row) => 'taskInstance' in row && row.taskInstance === taskInstance);
    const open = own.findLastIndex((row) => 'final' in row && !row.final);
    return own[open + 1]?.at;
  }

  /** The moment of the first row of a task instance after an event that is not final. */
  finalUntil(taskInstance: number, now: HistoryEvent): number {
    const later = this.events.slice(this.events.indexOf(now));
    const rows = later.filter((event) => event.type === 'row' && event.table === 'task');
    const own = rows.filter((row) => 'taskInstance' in row && row.taskInstance === taskInstance);
    return own.find((row) => 'final' in row && !row.final)?.at ?? Number.POSITIVE_INFINITY;
  }

  orphan(start: EventOf<'execution.start'>): readonly string[] {
    const error = this.begin.uncertainty.witness + this.begin.uncertainty.audit;
    const signs = this.signs(start);
    const livedOn = signs.map((sign) => sign.at - (this.finalSince(start.taskInstance, sign) ?? sign.at));
    const late = signs.filter((_, index) => (livedOn[index] ?? 0) > KILL_GRACE + error);
    if (late.some((sign) => this.finalUntil(start.taskInstance, sign) - sign.at > error))
      return [`orphan-execution proved ${start.execution}`];
    if (late.length > 0) return [`orphan-execution possible ${start.execution}`];
    const { exitCode, latest } = this.life(start);
    const since = this.finalSince(start.taskInstance);
    const perhaps = exitCode === undefined ? since !== undefined && latest - since : (livedOn.at(-1) ?? 0);
    return perhaps !== false && perhaps >= KILL_GRACE - error ? [`orphan-execution possible ${start.execution}`] : [];
  }

  order(start: EventOf<'execution.start'>): readonly string[] {
    const { witness, audit } = this.begin.uncertainty;
    const error = witness + Math.max(witness, audit);
    const definition = this.events.find(
      (event) => event.type === 'run.workflow' && event.definition === 100 + start.workflow,
    );
    const tasks = definition?.type === 'run.workflow' ? definition.tasks : [];
    return (tasks.find(({ task }) => task === start.task)?.after ?? []).flatMap((predecessor) => {
      const successes = this.starts
        .filter(({ workflow, task }) => workflow === start.workflow && task === predecessor)
        .map((each) => this.life(each))
        .filter(({ exitCode }) => exitCode === 0);
      const forced = this.events.filter(
        (event) =>
          event.type === 'row' &&
          event.table === 'task' &&
          event.state === 'FORCED_SUCCESS' &&
          event.workflow === start.workflow &&
          event.task === predecessor,
      );
      const first = Math.min(...successes.map(({ last }) => last), ...forced.map(({ at }) => at));
      if (first < start.at - error) return [];
      return [
        `order-violation ${first > start.at + error ? 'proved' : 'possible'} ${start.execution} after ${predecessor}`,
      ];
    });
  }
}

/** Those that the oracle knows; of the others the messy histories hold only few. */
const known: ReadonlySet<string> = new Set([
  'overlapping-executions',
  'duplicate-completion',
  'orphan-execution',
  'order-violation',
]);

test('the checkers find what the definitions say, no more and no less', slow, () => {
  fc.assert(
    fc.property(messyHistories, (events) => {
      const { violations, doubts } = judge(events, { torn: false });
      const told = [...violations, ...doubts].filter(({ anomaly }) => known.has(anomaly));
      const found = told.map(
        ({ anomaly, proof, subject }) => `${anomaly} ${proof} ${subject.slice(subject.indexOf(' ') + 1)}`,
      );
      expect(found.toSorted()).toEqual(new Oracle(events).all().toSorted());
    }),
    { numRuns },
  );
});
