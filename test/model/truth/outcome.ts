import type { Process, Write } from '../timeline.ts';
import { type Certainty, type Facts, type Planted, tolerance } from './planted.ts';

/** Anomalies of what came of workflows and tasks, by what was written of them and what their processes did. */
export function plantedInOutcome(facts: Facts): readonly Planted[] {
  return [
    ...conflicts(facts),
    ...disagreements(facts),
    ...lostTasks(facts),
    ...stuckWorkflows(facts),
    ...submissions(facts),
    ...[...facts.truth.missing].map((subject) => missing(facts, subject)),
  ];
}

function conflicts({ truth }: Facts): readonly Planted[] {
  const found = new Set<string>();
  for (const { before, after, cause, workflow, task, writer } of truth.writes) {
    if (!before?.final || cause === 'wish' || cause === 'retry' || writer.startsWith('api')) continue;
    const off = before.state === 'NEED_FAULT_TOLERANCE' && (after.state === 'KILL' || after.state === 'STOP');
    const undone = before.state === 'SUCCESS' && before.valid === true && after.valid === false;
    if ((before.state !== after.state && !off) || undone) found.add(task ? `${workflow}/${task}` : `${workflow}`);
  }
  return [...found].map((subject) => ({ anomaly: 'conflicting-state', subject, certainty: 'certain' }));
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
  const { truth } = facts;
  const found = new Map<string, Planted>();
  const plant = (subject: string) =>
    found.set(subject, { anomaly: 'witness-disagreement', subject, certainty: 'certain' });
  for (const { workflow, task, instance, after } of lastWrites(facts, 'task')) {
    const processes = truth.processes.filter((process) => process.instance === instance);
    const good = processes.filter(({ exitCode }) => exitCode === 0);
    const running = processes.some(({ to }) => to === undefined);
    if (after.state === 'SUCCESS' && good.length === 0 && !running) plant(`${workflow}/${task}`);
    if (after.state === 'FAILURE' && processes.length > 0 && good.length === processes.length)
      plant(`${workflow}/${task}`);
  }
  for (const { workflow, after } of lastWrites(facts, 'workflow')) {
    const done = tasksOf(facts, workflow).filter(({ task }) => isDone(facts, workflow, task)).length;
    const all = tasksOf(facts, workflow).length;
    if (after.state === 'SUCCESS' && done < all) plant(`${workflow}`);
    if (after.state === 'FAILURE' && done === all && !again(facts, workflow)) plant(`${workflow}`);
  }
  return [...found.values()];
}

/** A user had all of it run again: then its word is on the last time, and what succeeded before says nothing. */
function again({ truth }: Facts, workflow: number): boolean {
  return truth.wishes.some((wish) => wish.workflow === workflow && wish.kind === 'REPEAT_RUNNING');
}

function tasksOf({ truth }: Facts, workflow: number) {
  return truth.shapes.find(({ definition }) => definition === truth.instances.get(workflow))?.tasks ?? [];
}

/** By its processes, or by a user's word. */
function isDone(facts: Facts, workflow: number, task: number): boolean {
  const forced = facts.truth.writes.some(
    (write) => write.workflow === workflow && write.task === task && write.after.state === 'FORCED_SUCCESS',
  );
  return forced || processesOf(facts, workflow, task).some(({ exitCode }) => exitCode === 0);
}

/** What the clocks and the moments of a start can make of the grace, µs. */
const SLACK = 200_000;

/** How sure it is that everything had its time: the grace since the last heal and the last start. */
function patience({ truth, settings }: Facts): Certainty {
  const inserts = truth.writes.filter(({ before, table }) => !before && table === 'workflow').map(({ at }) => at);
  const waited = truth.endsAt - Math.max(truth.lastHealed, truth.lastSubmitted, ...inserts);
  if (truth.outcome === 'settled' || waited < settings.grace - SLACK) return 'near';
  return waited > settings.grace + SLACK ? 'certain' : 'true';
}

function lostTasks(facts: Facts): readonly Planted[] {
  return lastWrites(facts, 'workflow').flatMap(({ workflow, after }) =>
    tasksOf(facts, workflow)
      .filter(({ task }) => processesOf(facts, workflow, task).length === 0)
      .filter((task) => task.after.every((each) => isDone(facts, workflow, each)))
      .filter(({ task }) => !isDone(facts, workflow, task))
      .flatMap(({ task }) => {
        const failed = lastWrites(facts, 'task').some(
          (write) => write.workflow === workflow && write.after.state === 'FAILURE' && write.after.valid,
        );
        const over = after.state === 'SUCCESS' || (after.state === 'FAILURE' && !failed);
        const certainty = over ? 'certain' : after.final ? 'near' : patience(facts);
        return [{ anomaly: 'lost-task', subject: `${workflow}/${task}`, certainty }];
      }),
  );
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
      const had = patience(facts);
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

function missing({ truth, settings }: Facts, subject: string): Planted {
  const waited = truth.endsAt >= truth.lastHealed + settings.recovery;
  return { anomaly: 'never-recovered', subject, certainty: waited ? 'certain' : 'near' };
}
