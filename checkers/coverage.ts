import { sources } from '../history/events/base.ts';
import type { HistoryEnd } from './checker.ts';
import { promisesBroken } from './contract.ts';
import type { Execution } from './executions.ts';
import type { FaultStory } from './faults.ts';
import { lacksOfRun } from './run-end.ts';
import type { Situation } from './situation.ts';
import type { Verdict } from './verdict.ts';

type FaultCoverage = Verdict['coverage']['faults'][number];

/** How much of the run the history covers, and in sentences what it lacks for a run without findings to be called a pass. */
export interface CoverageReport {
  readonly coverage: Verdict['coverage'];
  readonly lacks: readonly string[];
}

/** Measures a history that has been read to its end. Cost: each execution is compared with each fault. */
export function coverageOf(situation: Situation, events: number, end: HistoryEnd): CoverageReport {
  const executions = situation.forgotten.executions + [...situation.executions.all()].length;
  const faults = situation.faults.all().map((story) => ({ story, covered: coverageOfFault(situation, story, end) }));
  return {
    coverage: {
      events,
      workflows: situation.forgotten.count + situation.workflows.count,
      executions,
      absent: sources.filter((source) => !situation.hasWitness(source)),
      faults: faults.map(({ covered }) => covered),
    },
    lacks: [
      ...lacksOfRun(situation, end),
      ...(executions === 0 ? ['No task ran: the history holds no execution.'] : []),
      ...faults.flatMap(({ story, covered }) => lacksOfFault(situation, story, covered, end)),
      ...lacksOfWitnesses(situation),
    ],
  };
}

function coverageOfFault(situation: Situation, story: FaultStory, end: HistoryEnd): FaultCoverage {
  const during = [...situation.executions.all()].filter(
    (execution) => situation.ranDuring(execution, story, end.at) || brokeOff(situation, execution, story),
  );
  return {
    fault: story.fault,
    effective: story.effective !== undefined,
    healed: story.healed !== undefined,
    executionsDuring: situation.forgotten.during(story.fault) + during.length,
  };
}

/** Whether an execution that never told of its end told of itself for the last time less than a beat before the fault: what the fault killed. */
function brokeOff(situation: Situation, execution: Execution, { begin }: FaultStory): boolean {
  if (!begin || execution.exitCode !== undefined) return false;
  const tolerance = situation.tolerance('witness', 'nemesis');
  return begin.at - execution.start.at > tolerance && situation.latestEnd(execution) - begin.at >= -tolerance;
}

function lacksOfFault(
  situation: Situation,
  story: FaultStory,
  coverage: FaultCoverage,
  end: HistoryEnd,
): readonly string[] {
  const name = `The fault ${story.fault}`;
  const missed = story.missed.map(({ step, reason }) => ` (${step}: ${reason})`).join('');
  if (!story.begin) return [`${name} never began${missed}.`];
  const held = situation.stretch(story.begin.at, story.heal?.at ?? end.at);
  return [
    ...(coverage.effective ? [] : [`${name} has no receipt: nothing shows that it took effect${missed}.`]),
    ...(coverage.executionsDuring > 0 ? [] : [`No task ran while the fault ${story.fault} held (${held}).`]),
    ...(coverage.healed ? [] : [`${name} was not verified healed${missed}.`]),
    ...(coverage.healed && story.missed.some(({ step }) => step === 'recovery')
      ? [`After ${name.replace('The', 'the')} not every server was seen at work again${missed}.`]
      : []),
  ];
}

/**
 * A witness that is absent altogether makes no run inconclusive: what it could have shown was not to be shown. One that missed something
 * does. The log's is the exception: what servers say of themselves is no evidence for what became of tasks, workflows and servers, which others
 * saw; only the promise of a single owner is judged by it (lock-overlap), and only there does a missing line leave something open.
 */
function lacksOfWitnesses(situation: Situation): readonly string[] {
  const needsLog = promisesBroken('lock-overlap', situation.begin.contract).length > 0;
  const gaps = situation.gaps
    .filter(({ witness }) => witness !== 'log' || needsLog)
    .map(
      (gap) => `The ${gap.witness} witness may have missed something from ${situation.when(gap.at)} on: ${gap.reason}`,
    );
  const unknown = [...situation.executions.unknown].map(
    (execution) => `The history holds signs of life of the execution ${execution}, but not its start.`,
  );
  const undefinedTasks = [...situation.executions.byTask()]
    .flatMap((executions) => executions.slice(0, 1))
    .filter((execution) => !situation.task(execution))
    .map(
      (execution) => `The history holds no definition of ${situation.keyName(execution)}: its order was not checked.`,
    );
  return [...gaps, ...unknown, ...undefinedTasks];
}
