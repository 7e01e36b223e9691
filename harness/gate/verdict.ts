import type { VerdictName } from '../../checkers/verdict.ts';
import type { GateCell, Status } from '../../report/gate/model.ts';
import { worstOf } from '../exit.ts';

/** What a finding's status makes of the gate. */
const verdicts: Record<Status['kind'], VerdictName> = {
  regressed: 'violation',
  new: 'violation',
  'gone without a note': 'violation',
  'not enough evidence': 'inconclusive',
  'still broken': 'pass',
  fixed: 'pass',
};

export function verdictOfStatus({ kind }: Status): VerdictName {
  return verdicts[kind];
}

export function verdictOfCell(cell: GateCell): VerdictName {
  switch (cell.kind) {
    case 'broken':
      return 'broken';
    case 'missing':
    case 'no baseline':
      return 'inconclusive';
    case 'compared':
      if (cell.clean) return cell.clean.known ? 'pass' : 'inconclusive';
      return worstOf(cell.findings.map(({ status }) => verdictOfStatus(status)));
  }
}
