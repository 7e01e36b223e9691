import { keyOf } from '../history/task-key.ts';
import type { Micros } from '../history/time.ts';
import { askedBetween } from './asked.ts';
import type { Checker } from './checker.ts';
import { type DispatchBounds, dispatchBounds } from './dispatch-bounds.ts';
import type { Execution, Moment } from './executions.ts';
import type { Finding } from './finding.ts';
import { executionPhrase, inOrder } from './phrases.ts';
import { usersWishes } from './requests.ts';
import type { Claim } from './senders.ts';
import type { Situation } from './situation.ts';

/** One execution: who may have sent its task and when, and when its attempt was over, the clocks' errors taken in. */
interface Sent {
  readonly execution: Execution;
  readonly bounds: readonly DispatchBounds[];
  readonly writtenOff: Moment | undefined;
  readonly over: { readonly earliest: Micros; readonly latest: Micros };
}

/** Two masters, one for each of two executions. */
type Masters = readonly [DispatchBounds, DispatchBounds];

/**
 * Two executions of one task key dispatched by two masters, neither after the other's attempt was over.
 *
 * In events: two `execution.start` of one task key whose dispatchers are different masters: those that their workers' log lines name
 * (`task-received`), or, where no worker says it, the audit (the writer of the row DISPATCH, or else of the insert). An attempt is over when its process ended, or with the first final `row` of its task instance: a
 * failover that wrote the attempt off has ended it in the scheduler's eyes, and a process that lives on is for `orphan-execution` and
 * `overlapping-executions`. A dispatch lies between bounds (`dispatchBounds`). `proved` where each dispatch came, at the latest, before
 * the other's attempt can have been over; `possible` where the bounds allow it, where a user's command to run the workflow again may lie
 * between the two (after the earlier of their dispatches, and before the later start), or where the audit has a gap. Such a command clearly between the two excuses the pair. A retry needs
 * no excuse: it follows the end of what it repeats.
 *
 * Proves that two masters acted for one task at once. Both executions may share one task instance: then the database shows one row,
 * and only the processes themselves tell that there were two. Does not show a second dispatch that no worker took.
 *
 * Cost: nothing until the end, when all rows DISPATCH are in; then each execution is compared with the others of its task key.
 *
 * Upstream: apache/dolphinscheduler#16759 (the old master and the new one both dispatch the next task), #10842, #16481.
 */
export function doubleDispatch(situation: Situation): Checker {
  const { audit, witness } = situation.begin.uncertainty;

  function sentOf(execution: Execution): Sent {
    const bounds = dispatchBounds(situation, execution);
    const writtenOff = situation.dispatches.writtenOff(execution);
    const earliest = Math.min(execution.last.at - witness, (writtenOff?.at ?? Number.POSITIVE_INFINITY) - audit);
    const latestEnd = situation.latestEnd(execution) + witness;
    const latest = Math.min(latestEnd, (writtenOff?.at ?? Number.POSITIVE_INFINITY) + audit);
    return { execution, bounds, writtenOff, over: { earliest, latest } };
  }

  /** Whether each was certainly dispatched by its master before the other's attempt was over. */
  function isCertain([one, two]: Masters, all: readonly Masters[], first: Sent, second: Sent): boolean {
    const isInTime = ([a, b]: Masters) => a.latest < second.over.earliest && b.latest < first.over.earliest;
    if (one.sound && two.sound) return isInTime([one, two]);
    // Which of the two masters sent which of the two executions is open: it has to hold either way.
    return areShared(one.claims, two.claims) && all.every(isInTime);
  }

  function judgePair(first: Sent, second: Sent): readonly Finding[] {
    const masters = first.bounds
      .flatMap((one) => second.bounds.map((two): Masters => [one, two]))
      .filter(([one, two]) => one.writer !== two.writer)
      .filter(([one, two]) => two.earliest <= first.over.latest && one.earliest <= second.over.latest);
    const since = Math.min(...masters.flat().map(({ earliest }) => earliest));
    const asked = askedBetween(situation, [first.execution, second.execution], usersWishes, since);
    const [some] = masters;
    if (asked === 'yes' || !some) return [];
    const certain = masters.find((each) => isCertain(each, masters, first, second));
    const proved = certain && asked === 'no';
    return [finding(proved ? 'proved' : 'possible', certain ?? some, first, second)];
  }

  function finding(proof: Finding['proof'], [one, two]: Masters, first: Sent, second: Sent): Finding {
    const [a, b] = [first.execution, second.execution];
    const said = `${one.writer} dispatched ${executionPhrase(situation, a)}`;
    const again = `${two.writer} dispatched ${executionPhrase(situation, b)}`;
    const verb = proof === 'proved' ? 'was not over' : 'may not have been over';
    const shared = a.taskInstance === b.taskInstance ? `; both are task instance ${a.taskInstance}` : '';
    const off = first.writtenOff && first.writtenOff.at < a.last.at ? first.writtenOff : a.last;
    return {
      anomaly: 'double-dispatch',
      proof,
      subject: `${keyOf(a)} ${a.name} ${b.name}`,
      workflow: a.workflow,
      task: a.task,
      servers: [one.writer, two.writer],
      executions: [a.name, b.name],
      events: inOrder([a.start, b.start, off, ...one.events, ...two.events]),
      from: Math.min(b.start.at, off.at),
      to: Math.max(b.start.at, off.at),
      sentence: `${situation.keyName(a)}: ${said}, and ${again} while the attempt of ${a.letter} ${verb}${shared}`,
    };
  }

  return {
    finish: () =>
      [...situation.executions.byTask()].flatMap((executions) => {
        const sent = executions.length < 2 ? [] : executions.map(sentOf);
        return sent.flatMap((first, index) => sent.slice(index + 1).flatMap((second) => judgePair(first, second)));
      }),
  };
}

/** Whether two claims account for two executions, whichever for which. */
function areShared(one: readonly Claim[], two: readonly Claim[]): boolean {
  return one.length === 2 && two.length === 2 && one.every((claim) => two.includes(claim));
}
