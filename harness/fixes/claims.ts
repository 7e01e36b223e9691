import type { Anomaly } from '../../checkers/finding.ts';

/** What the article says of a fix that can be held against numbers: that with it a scenario no longer shows its finding, or that it still does. */
export interface Claim {
  readonly scenario: string;
  readonly says: 'closes' | 'leaves';
  /** What it is held against, where that is another anomaly than the one that the scenario expects. */
  readonly anomaly?: Anomaly;
  /** As the article has it. */
  readonly words: string;
}

/** One of the article's fixes, or what it leads to. */
export interface Fix {
  /** The matrix's column. */
  readonly column: string;
  readonly title: string;
  /** What the article proposes. */
  readonly proposal: string;
  /** How it is done here. */
  readonly mechanism: string;
  readonly claims: readonly Claim[];
}

/** The column without any fix. */
export const BASELINE = 'none';

export const ARTICLE = 'the article on duplicate runs after network trouble that follows apache/dolphinscheduler#16759';

/** The scenarios in which both masters send the next task: each is about some versions. */
const successors = ['failover-16759-successor', 'failover-16759-successor-delayed', 'failover-16759-successor-link'];

function onSuccessors(words: string, beside: Pick<Claim, 'anomaly'> = {}): readonly Claim[] {
  return successors.map((scenario) => ({ scenario, says: 'closes', words, ...beside }));
}

/** The scenarios in which a worker has accepted a task when its master goes. */
const residues = ['stop-residual', 'owner-killed-at-dispatch'];

function onResidues(says: Claim['says'], words: string, beside: Pick<Claim, 'anomaly'> = {}): readonly Claim[] {
  return residues.map((scenario) => ({ scenario, says, words, ...beside }));
}

/** What a guard at the worker is for: it may be sent twice, as long as it is run once. */
const ranTwice = { anomaly: 'duplicate-completion' } as const;

export const fixes: readonly Fix[] = [
  {
    column: 'stop',
    title: 'stop instead of waiting',
    proposal: 'The strategy `waiting` is to go: a master that loses ZooKeeper should stop.',
    mechanism: "The scheduler's own setting, on masters and workers.",
    claims: [
      ...onSuccessors('the old master and the new one no longer both send the next task'),
      ...onResidues('leaves', 'a task that a worker has accepted when its master goes may still be sent again'),
    ],
  },
  {
    column: 'host-check',
    title: "the master compares the workflow's host with itself",
    proposal:
      "Before a master submits the next task, it checks that the workflow instance's row still names it as the host.",
    mechanism:
      'Rules put into the unchanged masters, which read the row before they go on after a success, before they submit and before they send ' +
      '([docker/agent](../docker/agent/README.md)).',
    claims: [...onSuccessors('a master that no longer owns the workflow does not send the next task')],
  },
  {
    column: 'worker-guard',
    title: 'the worker refuses a task that it already runs',
    proposal: 'After it has received a task, the worker checks more before it runs it, so that no task is run twice.',
    mechanism:
      'Rules put into the unchanged workers: an ephemeral node of ZooKeeper for each task that runs; a worker that does not get it refuses ' +
      '([docker/agent](../docker/agent/README.md)).',
    claims: [
      ...onSuccessors('no task is run twice, whoever sends it', ranTwice),
      ...onResidues(
        'closes',
        'what `stop` leaves, a task sent again after its worker had accepted it, is not run again',
        ranTwice,
      ),
    ],
  },
];
