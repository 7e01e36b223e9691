import { expect, test } from 'vitest';
import type { Finding } from '../../checkers/finding.ts';
import { Told } from '../../checkers/told.ts';

const finding: Finding = {
  anomaly: 'overlapping-executions',
  proof: 'possible',
  subject: '1/1 a b',
  executions: ['a', 'b'],
  events: [1, 2],
  from: 1,
  to: 2,
  sentence: 'a and b overlapped',
};

test('a finding is told again only where its proof, its end or its sentence has changed', () => {
  const told = new Told();
  const changes: readonly Finding[] = [
    finding,
    { ...finding, proof: 'proved' },
    { ...finding, to: 3 },
    { ...finding, sentence: 'a and b overlapped more' },
    { ...finding, subject: '1/1 a c' },
  ];
  for (const change of changes) {
    expect(told.tell(change)).toEqual([change]);
    expect(told.tell({ ...change, events: [3] })).toEqual([]);
  }
});
