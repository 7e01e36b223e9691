import { beginOf } from '../../history/begin.ts';
import { accountOf } from '../account.ts';
import { absentInWords, checkersInWords, countsInWords, faultsInWords } from '../counts.ts';
import type { RunReport } from '../run-report.ts';
import { contractOf, type Fact, factsOf, secondsOf } from './about.ts';
import { type Case, casesOf, RUN_CASE } from './junit-cases.ts';
import type { Reporter } from './reporter.ts';
import { xmlAttributes, xmlText } from './xml.ts';

export const junit: Reporter = {
  name: 'junit',
  about: 'junit.xml for Jenkins, GitLab and others: a test case for each anomaly of the contract',
  render: (run) => [{ to: 'file', name: 'junit.xml', text: renderJunit(run) }],
};

/**
 * One suite in the dialect that Jenkins' xUnit plugin (junit-10.xsd) and Maven Surefire (surefire-test-report.xsd, 3.0) both describe: the
 * suite is the root, and each of its elements and attributes is known to both.
 */
function renderJunit(run: RunReport): string {
  const { events, verdict, again } = run;
  const account = accountOf(run);
  const scenario = beginOf(events)?.scenario ?? 'unknown';
  const cases = casesOf(verdict, contractOf(events), account.next);
  const seconds = secondsOf(events).toFixed(3);
  const count = (outcome: Case['outcome']): number => cases.filter((each) => each.outcome === outcome).length;
  const suite = {
    name: `doublerun.${scenario}`,
    time: seconds,
    tests: cases.length,
    errors: count('error'),
    skipped: count('skipped'),
    failures: count('failure'),
  };
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
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuite${xmlAttributes(suite)}>
  <properties>
${facts.map(property).join('')}  </properties>
${cases.map((each) => testcase(each, suite.name, each.name === RUN_CASE ? { seconds, words } : undefined)).join('')}</testsuite>
`;
}

function property({ name, value }: Fact): string {
  return `    <property${xmlAttributes({ name, value })}/>\n`;
}

/** `whole`: of the case that stands for the run. The others took no time of their own. */
function testcase(
  each: Case,
  classname: string,
  whole: { readonly seconds: string; readonly words: readonly string[] } | undefined,
): string {
  const open = `  <testcase${xmlAttributes({ name: each.name, classname, time: whole?.seconds ?? '0.000' })}`;
  const inside = `${result(each)}${whole ? `    <system-out>${xmlText(whole.words.join('\n'))}</system-out>\n` : ''}`;
  return inside === '' ? `${open}/>\n` : `${open}>\n${inside}  </testcase>\n`;
}

function result(each: Case): string {
  switch (each.outcome) {
    case 'passed':
      return '';
    case 'skipped':
      return `    <skipped${xmlAttributes({ message: each.message })}/>\n`;
    case 'failure':
    case 'error': {
      const attributes = xmlAttributes({ message: each.message, type: each.type });
      return `    <${each.outcome}${attributes}>${xmlText(each.text)}</${each.outcome}>\n`;
    }
    default:
      return each satisfies never;
  }
}
