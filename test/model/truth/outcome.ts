import type { Process, Snapshot, Write } from '../timeline.ts';
import { type Certainty, type Facts, type Planted, tolerance } from './planted.ts';

/** Anomalies of what came of workflows and tasks, by what was written of them and what their processes did. */
export function plantedInOutcome(facts: Facts): readonly Planted[] {
  return [
    ...conflicts(facts),
    ...disagreements(facts),
    ...lostTasks(facts),
    ...stuckWorkflows(facts),
    ...submissions(facts),
    ...[...facts.truth.missing].map((subject) => missing(facts, subject, 'certain')),
    ...[...facts.truth.away].map((subject) => missing(facts, subject, 'true')),
  ];
}

function conflicts(facts: Facts): readonly Planted[] {
  const { truth } = facts;
  const error = tolerance(facts, 'audit', 'audit');
  const found = new Map<string, Certainty>();
  /** By attempt or workflow: since when it has its state. */
  const since = new Map<string, number>();
  for (const { at, before, after, cause, workflow, task, instance, writer } of truth.writes) {
    const name = `${workflow} ${instance}`;
    const had = since.get(name) ?? at;
    if (before?.state !== after.state) since.set(name, at);
    if (!before?.final || cause === 'wish' || writer.startsWith('api')) continue;
    if (cause === 'retry' && (after.valid !== before.valid || after.retry !== before.retry)) continue;
    const off = before.state === 'NEED_FAULT_TOLERANCE' && (after.state === 'KILL' || after.state === 'STOP');
    const undone = before.state === 'SUCCESS' && before.valid === true && after.valid === false;
    if ((before.state === after.state || off) && !undone) continue;
    const subject = task ? `${workflow}/${task}` : `${workflow}`;
    const wishes = truth.wishes.filter((wish) => wish.workflow === workflow);
    const excused = wishes.some((wish) => (wish.takenAt ?? at) >= had - error && wish.at <= at + error);
    const certainty = at - had > error && !excused ? 'certain' : 'true';
    if (found.get(subject) !== 'certain') found.set(subject, certainty);
  }
  return [...found].map(([subject, certainty]) => ({ anomaly: 'conflicting-state', subject, certainty }));
}

/** The last word on each attempt, and on each workflow. */
function lastWrites({ truth }: Facts, table: Write['table']): readonly Write[] {
  const last = new Map<number, Write>();
  for (const write of truth.writes) if (write.table === table) last.set(write.instance ?? write.workflow, write);
  return [...last.values()];
}

function processesOf({ truth }: Facts, workflow: number, task: number): readonly Process[] {
  return truth.processes.filter((process) => process.workflow === workflow && process.task === task);
}

function disagreements(facts: Facts): readonly Planted[] {
  const tasks = lastWrites(facts, 'task').filter((write) => disagrees(facts, write));
  const told = new Set(tasks.map(({ workflow, task }) => `${workflow}/${task}`));
  const workflows = lastWrites(facts, 'workflow').flatMap(({ workflow, after }) => {
    const codes = tasksOf(facts, workflow).map(({ task }) => task);
    const without = codes.filter((task) => !isDone(facts, workflow, task));
    const certainty =
      after.state === 'SUCCESS' ? unfounded(without, workflow, told) : denied(facts, workflow, codes, after);
    return certainty ? [{ anomaly: 'witness-disagreement', subject: `${workflow}`, certainty } as const] : [];
  });
  return [
    ...[...told].map((subject) => ({ anomaly: 'witness-disagreement', subject, certainty: 'certain' }) as const),
    ...workflows,
  ];
}

/** Whether the last word on an attempt is another than that of its processes. */
function disagrees({ truth }: Facts, { instance, after }: Write): boolean {
  const processes = truth.processes.filter((process) => process.instance === instance);
  const good = processes.filter(({ exitCode }) => exitCode === 0);
  const running = processes.some(({ to }) => to === undefined);
  if (after.state === 'SUCCESS') return good.length === 0 && !running;
  return after.state === 'FAILURE' && processes.length > 0 && good.length === processes.length;
}

/** A success of which some tasks know nothing. Those whose own rows say the same wrong thing are told of already. */
function unfounded(without: readonly number[], workflow: number, told: ReadonlySet<string>): Certainty | undefined {
  if (without.length === 0) return undefined;
  return without.some((task) => !told.has(`${workflow}/${task}`)) ? 'certain' : 'true';
}

/** A failure though each task came to its success: the last of its processes did, or a user's word stands for it. */
function denied(facts: Facts, workflow: number, tasks: readonly number[], { state }: Snapshot): Certainty | undefined {
  if (state !== 'FAILURE' || !tasks.every((task) => endedWell(facts, workflow, task))) return undefined;
  return tasks.every((task) => clearlyEndedWell(facts, workflow, task)) ? 'certain' : 'true';
}

function endedWell(facts: Facts, workflow: number, task: number): boolean {
  return isForced(facts, workflow, task) || processesOf(facts, workflow, task).at(-1)?.exitCode === 0;
}

/** The same, where no clock and no silence puts the order of its processes, or of a rerun, in doubt. */
function clearlyEndedWell(facts: Facts, workflow: number, task: number): boolean {
  const wishes = facts.truth.wishes.filter((wish) => wish.workflow === workflow && wish.kind === 'REPEAT_RUNNING');
  const asked = wishes.map(({ at, takenAt = at }) => takenAt);
  return succeededAfter(facts, workflow, task, Math.max(...badEnds(facts, workflow, task), ...asked));
}

/** Whether a process of some task of a workflow ended badly, and none of that task succeeded clearly after it. */
function hadBadEnd(facts: Facts, workflow: number): boolean {
  return tasksOf(facts, workflow).some(({ task }) => {
    const ends = badEnds(facts, workflow, task);
    return ends.length > 0 && !succeededAfter(facts, workflow, task, Math.max(...ends));
  });
}

/** The ends of a task's processes without success, each as late as its silence leaves open. */
function badEnds(facts: Facts, workflow: number, task: number): readonly number[] {
  const { truth, settings } = facts;
  return processesOf(facts, workflow, task)
    .filter(({ exitCode }) => exitCode !== 0)
    .map(({ to, exitCode }) => (to ?? truth.endsAt) + (exitCode === null ? settings.beatEvery : 0));
}

function succeededAfter(facts: Facts, workflow: number, task: number, moment: number): boolean {
  const error = 2 * Math.max(tolerance(facts, 'witness', 'witness'), tolerance(facts, 'audit', 'witness'));
  return processesOf(facts, workflow, task).some(({ from, exitCode }) => exitCode === 0 && from > moment + error);
}

function tasksOf({ truth }: Facts, workflow: number) {
  return truth.shapes.find(({ definition }) => definition === truth.instances.get(workflow))?.tasks ?? [];
}

function taskOf(facts: Facts, workflow: number | undefined, task: number | undefined) {
  return workflow === undefined ? undefined : tasksOf(facts, workflow).find((each) => each.task === task);
}

function isForced({ truth }: Facts, workflow: number, task: number): boolean {
  return truth.writes.some(
    (write) => write.workflow === workflow && write.task === task && write.after.state === 'FORCED_SUCCESS',
  );
}

/** By its processes, or by a user's word. */
function isDone(facts: Facts, workflow: number, task: number): boolean {
  return isForced(facts, workflow, task) || processesOf(facts, workflow, task).some(({ exitCode }) => exitCode === 0);
}

/** What the clocks and the moments of a start can make of the grace, µs. */
const SLACK = 200_000;

/** How sure it is that everything had its time: the grace since the last heal and the last start, and since the delays of a workflow's open tasks. */
function patience(facts: Facts, workflow?: number): Certainty {
  const { truth, settings } = facts;
  const delays = lastWrites(facts, 'task')
    .filter((write) => write.workflow === workflow && !write.after.final)
    .flatMap(({ at, task }) => {
      const { delay } = taskOf(facts, workflow, task) ?? {};
      return delay === undefined ? [] : [at + delay * 1_000_000];
    });
  const inserts = truth.writes.filter(({ before, table }) => !before && table === 'workflow').map(({ at }) => at);
  const waited = truth.endsAt - Math.max(truth.lastHealed, truth.lastSubmitted, ...inserts, ...delays);
  if (truth.outcome === 'settled' || waited < settings.grace - SLACK) return 'near';
  return waited > settings.grace + SLACK ? 'certain' : 'true';
}

/** States by which the scheduler says itself that a task did not get done. */
const givenUp: ReadonlySet<string> = new Set(['FAILURE', 'KILL']);

function lostTasks(facts: Facts): readonly Planted[] {
  return lastWrites(facts, 'workflow').flatMap(({ workflow, after }) =>
    tasksOf(facts, workflow)
      .filter(({ task }) => processesOf(facts, workflow, task).length === 0 && !isDone(facts, workflow, task))
      .filter((task) => task.after.every((each) => isDone(facts, workflow, each)))
      .map((task) => {
        const failed = lastWrites(facts, 'task').some(
          (write) => write.workflow === workflow && givenUp.has(write.after.state) && write.after.valid,
        );
        const over = after.state === 'SUCCESS' || (after.state === 'FAILURE' && !failed);
        const open = after.final ? 'near' : failed ? 'true' : overdue(facts, workflow, task.after);
        const unclear = after.state === 'FAILURE' && hadBadEnd(facts, workflow);
        const certainty = over ? (unclear ? 'true' : 'certain') : open;
        return { anomaly: 'lost-task', subject: `${workflow}/${task.task}`, certainty } as const;
      }),
  );
}

/** How sure it is that a task had its time since its predecessors succeeded. */
function overdue(facts: Facts, workflow: number, after: readonly number[]): Certainty {
  const ready = after.flatMap((task) =>
    processesOf(facts, workflow, task).flatMap(({ exitCode, to }) => (exitCode === 0 && to !== undefined ? [to] : [])),
  );
  const since = facts.truth.endsAt - Math.max(0, ...ready);
  const sure = patience(facts, workflow);
  return sure === 'certain' && since < facts.settings.grace + SLACK ? 'true' : sure;
}

function stuckWorkflows(facts: Facts): readonly Planted[] {
  if (facts.truth.outcome !== 'deadline') return [];
  return lastWrites(facts, 'workflow')
    .filter(({ after }) => !after.final)
    .map(({ workflow }) => {
      const { truth, settings } = facts;
      const error =
        tolerance(facts, 'witness', 'harness') + settings.uncertainty.witness + settings.uncertainty.harness;
      const lately = truth.processes.some(
        (process) =>
          process.workflow === workflow &&
          typeof process.exitCode !== 'number' &&
          (process.to ?? truth.endsAt) + settings.beatEvery + 2 * error >= truth.endsAt,
      );
      const had = patience(facts, workflow);
      const certainty = had === 'certain' && lately ? 'true' : had;
      return { anomaly: 'stuck-workflow', subject: `${workflow}`, certainty };
    });
}

function submissions(facts: Facts): readonly Planted[] {
  const { truth } = facts;
  return truth.shapes.flatMap(({ definition }): readonly Planted[] => {
    const subject = `${definition}`;
    const made = [...truth.instances.values()].filter((each) => each === definition).length;
    const asked = truth.submissions.filter((each) => each.definition === definition);
    const acknowledged = asked.filter(({ outcome }) => outcome === 'ok').length;
    const perhaps = asked.filter(({ outcome }) => outcome !== 'fail').length;
    const certainty = truth.outcome === 'settled' ? 'certain' : patience(facts);
    if (made < acknowledged) return [{ anomaly: 'lost-workflow', subject, certainty }];
    // What is made up for by a start that nobody knows of cannot be told from it.
    return made > perhaps ? [{ anomaly: 'duplicate-workflow', subject, certainty: 'certain' }] : [];
  });
}

/** A server that was not back at the end is late where it had its time to come back, `overdue`, and else is not yet. */
function missing({ truth, settings }: Facts, subject: string, overdue: Certainty): Planted {
  const waited = truth.endsAt >= truth.lastHealed + settings.recovery;
  return { anomaly: 'never-recovered', subject, certainty: waited ? overdue : 'near' };
}
