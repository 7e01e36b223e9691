import { expect, test } from 'vitest';
import { recordsForPart } from '../../../harness/campaign/part-records.ts';
import { campaignReport } from '../../../harness/campaign/verdict.ts';
import { asked, CAMPAIGN, overlap, record, TODAY, unit } from './records.ts';

const canary = unit({ scenario: 'failover', seed: 1, canary: 'must-fail' });
const tested = unit({ seed: 1 });
const ran = (shard?: string) =>
  record(canary, {
    proved: [overlap],
    campaign: { name: CAMPAIGN, unit: canary.id, canary: 'must-fail', ...(shard === undefined ? {} : { shard }) },
  });
const other = record(tested, { campaign: { name: CAMPAIGN, unit: tested.id, shard: '1/2' } });

test('a part counts the canaries that it has run itself, and the whole those that the whole has run', () => {
  const all = [ran(), ran('1/2'), ran('2/2'), ran('1/3'), other];
  expect(recordsForPart(all, '2/2')).toEqual([ran('2/2'), other]);
  expect(recordsForPart(all, undefined)).toEqual([ran(), other]);
});

test('so that it runs those that the verdict asks of it', () => {
  const here = record(tested, { campaign: { name: CAMPAIGN, unit: tested.id, shard: '2/2' } });
  const verdict = (records: Parameters<typeof campaignReport>[1]) =>
    campaignReport(asked([canary, tested]), records, [], TODAY).verdict;
  expect(verdict([ran(), here])).toBe('broken');
  expect(recordsForPart([ran(), here], '2/2')).toEqual([here]);
  expect(verdict([ran(), ran('2/2'), here])).toBe('pass');
});
