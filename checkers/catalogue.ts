import type { Anomaly } from './finding.ts';

/** What an anomaly is, for people who never saw the tool. */
export interface CatalogueEntry {
  /** What happened, as the end of a sentence: `the same task ran twice at the same time`. */
  readonly what: string;
  /** What it does to those whose workflow it was. */
  readonly harm: string;
}

export const catalogue: Readonly<Record<Anomaly, CatalogueEntry>> = {
  'overlapping-executions': {
    what: 'the same task ran twice at the same time',
    harm: 'Two processes do the same work side by side: rows are written twice, files are torn.',
  },
  'duplicate-completion': {
    what: 'the same task was carried out twice, to its end',
    harm: 'What the task does has been done twice: paid, sent or added up twice.',
  },
  'orphan-execution': {
    what: 'a process went on although the scheduler had written its task off',
    harm: 'Nobody waits for that process, stops it or knows what it does; the scheduler may start the task again beside it.',
  },
  'order-violation': {
    what: 'a task began before the task that it waits for had succeeded',
    harm: 'It works on what is not there yet.',
  },
  'stuck-workflow': {
    what: 'a workflow never came to an end',
    harm: 'What is after it never runs, and nobody is told.',
  },
  'double-dispatch': {
    what: 'two masters sent the same task to workers',
    harm: 'Both believe that the workflow is theirs; the task can run twice.',
  },
  'stale-master-write': {
    what: 'a server wrote into a workflow that another one had taken over',
    harm: 'The states that people see, and that the new owner works with, are overwritten by one who no longer owns them.',
  },
  'stale-master-dispatch': {
    what: 'a master started a task of a workflow that was no longer its own',
    harm: 'The new owner knows nothing of it and may start the task as well.',
  },
  'conflicting-state': {
    what: 'a final state was replaced by another one that nobody asked for',
    harm: 'What was reported as done or failed changes afterwards.',
  },
  'double-failover': {
    what: 'the loss of one server was handled twice',
    harm: 'Its workflows are taken over by two, or twice by one.',
  },
  'witness-disagreement': {
    what: 'the scheduler says something else of a task than its process did',
    harm: 'A task counts as failed that succeeded, or as done that was not.',
  },
  'lost-task': {
    what: 'a task that was due never ran',
    harm: 'Its work is missing.',
  },
  'lost-workflow': {
    what: 'a workflow that the scheduler had accepted never came to be',
    harm: 'Whoever submitted it believes that it runs.',
  },
  'duplicate-workflow': {
    what: 'one submission made two workflows',
    harm: 'All of its tasks run twice.',
  },
  'lock-overlap': {
    what: 'two servers held the same lock of the registry',
    harm: 'What the lock keeps apart is done by both.',
  },
  'never-recovered': {
    what: 'a server did not come back after the fault was over',
    harm: 'Somebody has to notice, and to restart it by hand.',
  },
};
