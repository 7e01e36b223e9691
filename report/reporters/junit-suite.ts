import type { Fact } from './about.ts';
import type { Case } from './junit-cases.ts';
import { xmlAttributes, xmlText } from './xml.ts';

/** A case as the file has it. */
export type SuiteCase = Case & {
  /** What readers group it under. */
  readonly classname: string;
  /** How long it took; absent: it took no time of its own. */
  readonly seconds?: number;
  /** Its output, a line each. */
  readonly words?: readonly string[];
};

/**
 * One suite in the dialect that Jenkins' xUnit plugin (junit-10.xsd) and Maven Surefire (surefire-test-report.xsd, 3.0) both describe: the
 * suite is the root, and each of its elements and attributes is known to both. `facts` and `cases`: one at least.
 */
export function renderSuite({
  name,
  seconds,
  facts,
  cases,
}: {
  readonly name: string;
  readonly seconds: number;
  readonly facts: readonly Fact[];
  readonly cases: readonly SuiteCase[];
}): string {
  const count = (outcome: Case['outcome']): number => cases.filter((each) => each.outcome === outcome).length;
  const suite = {
    name,
    time: seconds.toFixed(3),
    tests: cases.length,
    errors: count('error'),
    skipped: count('skipped'),
    failures: count('failure'),
  };
  return `<?xml version="1.0" encoding="UTF-8"?>
<testsuite${xmlAttributes(suite)}>
  <properties>
${facts.map(property).join('')}  </properties>
${cases.map(testcase).join('')}</testsuite>
`;
}

function property({ name, value }: Fact): string {
  return `    <property${xmlAttributes({ name, value })}/>\n`;
}

function testcase(each: SuiteCase): string {
  const { name, classname, seconds = 0, words } = each;
  const open = `  <testcase${xmlAttributes({ name, classname, time: seconds.toFixed(3) })}`;
  const inside = `${result(each)}${words ? `    <system-out>${xmlText(words.join('\n'))}</system-out>\n` : ''}`;
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
