import type { VerdictName } from '../../checkers/verdict.ts';
import type { GateCell, StatusKind } from '../../report/gate/model.ts';
import { worstOf } from '../exit.ts';

/** What a finding's status makes of the gate. */
export const verdicts: Readonly<Record<StatusKind, VerdictName>> = {
  regressed: 'violation',
  new: 'violation',
  'gone without a note': 'violation',
  'not enough evidence': 'inconclusive',
  'not gone': 'inconclusive',
  'not seen': 'pass',
  'still broken': 'pass',
  fixed: 'pass',
};

export function verdictOfCell(cell: GateCell): VerdictName {
  switch (cell.kind) {
    case 'broken':
      return 'broken';
    case 'missing':
    case 'no baseline':
      return 'inconclusive';
    case 'compared':
      return worstOf([
        cell.rest.known ? 'pass' : 'inconclusive',
        ...cell.findings.map(({ status }) => verdicts[status.kind]),
      ]);
  }
}
