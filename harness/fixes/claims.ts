/** What the article says of a fix that can be held against numbers: that with it a scenario no longer shows its finding, or that it still does. */
export interface Claim {
  readonly scenario: string;
  readonly says: 'closes' | 'leaves';
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

export const fixes: readonly Fix[] = [
  {
    column: 'stop',
    title: 'stop instead of waiting',
    proposal: 'The strategy `waiting` is to go: a master that loses ZooKeeper should stop.',
    mechanism: "The scheduler's own setting, on masters and workers.",
    claims: [
      {
        scenario: 'failover-16759-successor',
        says: 'closes',
        words: 'the old master and the new one no longer both send the next task',
      },
      {
        scenario: 'stop-residual',
        says: 'leaves',
        words: 'a task that a worker has accepted when its master goes may still be sent again',
      },
    ],
  },
  {
    column: 'host-check',
    title: "the master compares the workflow's host with itself",
    proposal:
      "Before a master submits the next task, it checks that the workflow instance's row still names it as the host.",
    mechanism: 'Put into the unchanged masters, as their cluster block says.',
    claims: [
      {
        scenario: 'failover-16759-successor',
        says: 'closes',
        words: 'a master that no longer owns the workflow does not send the next task',
      },
    ],
  },
  {
    column: 'worker-guard',
    title: 'the worker refuses a task that it already runs',
    proposal: 'After it has received a task, the worker checks more before it runs it, so that no task is run twice.',
    mechanism: 'Put into the unchanged workers, as their cluster block says.',
    claims: [
      { scenario: 'failover-16759-successor', says: 'closes', words: 'no task is run twice, whoever sends it' },
      {
        scenario: 'stop-residual',
        says: 'closes',
        words: 'what `stop` leaves, a task sent again after its worker had accepted it, is not run again',
      },
    ],
  },
];
