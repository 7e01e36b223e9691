import type { EventOf } from '../history/event.ts';
import type { HistoryEnd } from './checker.ts';
import { promisesBroken } from './contract.ts';
import type { Execution } from './executions.ts';
import type { Situation } from './situation.ts';
import type { WorkflowStory } from './workflows.ts';

/**
 * What the end of a run leaves open, one sentence each. The harness's word for it is not believed: a run passes only where the history
 * shows that all that was defined came to its end before the run did. A run that failed is `broken`, and needs no other reason.
 */
export function lacksOfRun(situation: Situation, end: HistoryEnd): readonly string[] {
  const { run } = end;
  if (!run || (!end.complete && (run.outcome === 'settled' || run.outcome === 'deadline'))) {
    return [`The history stops at ${situation.when(end.at)}: the run was cut short.`];
  }
  switch (run.outcome) {
    case 'failed':
      return [];
    case 'stopped':
      return [`The run was ended on purpose at ${situation.when(end.at)}: ${run.reason}`];
    case 'interrupted':
      return [`The run was interrupted at ${situation.when(end.at)}: ${run.reason}`];
    case 'settled':
      return [...lostWorkflows(situation), ...lacksOfSettled(situation, end)];
    case 'deadline':
      return lacksOfDeadline(situation, end, run);
  }
}

/**
 * The harness starts all that it defines: a start that is refused ends the run as failed. An acknowledged start without an instance is
 * a finding of its own, lost-workflow; it is told here only where no promise of the run speaks of it. What other workflows' tasks run it does not start:
 * whether there is an instance of that depends on them.
 */
function lostWorkflows(situation: Situation): readonly string[] {
  const seen = new Set([...situation.workflows.all()].map(({ latest }) => latest.definition));
  return [...situation.definitions()]
    .filter(({ definition }) => !seen.has(definition) && !situation.isRunByTask(definition))
    .filter(({ definition }) => !isFoundLost(situation, definition))
    .map(({ name }) => `The workflow ${name} was defined, but has no instance at the end of the run.`);
}

function isFoundLost({ begin, submissions }: Situation, definition: number): boolean {
  return submissions.missing(definition) > 0 && promisesBroken('lost-workflow', begin.contract).length > 0;
}

function lacksOfSettled(situation: Situation, end: HistoryEnd): readonly string[] {
  const open = [
    ...openWorkflows(situation).map(({ latest }) => `workflow ${latest.workflow} was ${latest.state}`),
    ...openExecutions(situation, end).map((execution) => `${nameOf(situation, execution)} may still have run`),
  ];
  return open.length === 0 ? [] : [`The run was ended as settled too early: ${open.join('; ')}.`];
}

/** Where executions outlive the deadline, what would have come of them is unknown. */
function lacksOfDeadline(situation: Situation, end: HistoryEnd, run: EventOf<'run.end'>): readonly string[] {
  const names = openExecutions(situation, end).map((execution) => nameOf(situation, execution));
  const running = `The run ended at its deadline while tasks may still have run: ${names.join('; ')}.`;
  const lacks = [...lostWorkflows(situation), ...(names.length === 0 ? [] : [running])];
  // A workflow that is not final is a finding of its own: stuck-workflow.
  const lost = [...situation.definitions()].some(({ definition }) => isFoundLost(situation, definition));
  const explained = lacks.length > 0 || lost || openWorkflows(situation).length > 0;
  return explained ? lacks : [`The run ended at its deadline: ${run.reason}`];
}

function openWorkflows(situation: Situation): readonly WorkflowStory[] {
  return [...situation.workflows.all()].filter(({ latest }) => !latest.final);
}

function openExecutions(situation: Situation, end: HistoryEnd): readonly Execution[] {
  return [...situation.executions.all()].filter((execution) => situation.mayBeAlive(execution, end.at));
}

function nameOf(situation: Situation, execution: Execution): string {
  return `${situation.keyName(execution)}, execution ${execution.letter}`;
}
