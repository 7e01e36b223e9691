import { beginOf } from '../../history/begin.ts';
import { accountOf } from '../account.ts';
import { absentInWords, checkersInWords, countsInWords, faultsInWords } from '../counts.ts';
import type { RunReport } from '../run-report.ts';
import { contractOf, factsOf, secondsOf } from './about.ts';
import { casesOf, RUN_CASE } from './junit-cases.ts';
import { renderSuite } from './junit-suite.ts';
import type { Reporter } from './reporter.ts';

export const junit: Reporter = {
  name: 'junit',
  about: 'junit.xml for Jenkins, GitLab and others: a test case for each anomaly of the contract',
  render: (run) => [{ to: 'file', name: 'junit.xml', text: renderJunit(run) }],
};

/** `run` stands for the run itself, and has its time and its words. The others took no time of their own. */
function renderJunit(run: RunReport): string {
  const { events, verdict, again } = run;
  const account = accountOf(run);
  const name = `doublerun.${beginOf(events)?.scenario ?? 'unknown'}`;
  const seconds = secondsOf(events);
  const facts = [
    { name: 'verdict', value: verdict.verdict },
    ...factsOf(run),
    ...(again === undefined ? [] : [{ name: 'again', value: again }]),
  ];
  // The words of the whole run, with those findings that break no promise.
  const words = [
    account.what,
    ...account.why,
    countsInWords(verdict),
    ...absentInWords(verdict),
    ...faultsInWords(verdict),
    ...checkersInWords(verdict),
    ...verdict.notes.map(({ anomaly, sentence }) => `note, ${anomaly}: ${sentence}`),
    ...account.next,
  ];
  const cases = casesOf(verdict, contractOf(events), account.next).map((each) => ({
    ...each,
    classname: name,
    ...(each.name === RUN_CASE ? { seconds, words } : {}),
  }));
  return renderSuite({ name, seconds, facts, cases });
}
