import { anomalies } from '../../checkers/finding.ts';
import type { FindingName } from '../ledger/record.ts';

/** Reads `double-dispatch/next`, `stuck-workflow`; nothing where there is no such anomaly. A task's name may have a slash in it. */
export function findingNamed(text: string): FindingName | undefined {
  const slash = text.indexOf('/');
  const name = slash < 0 ? text : text.slice(0, slash);
  const anomaly = anomalies.find((each) => each === name);
  if (anomaly === undefined) return undefined;
  return { anomaly, ...(slash < 0 ? {} : { task: text.slice(slash + 1) }) };
}
