import { expect, test } from 'vitest';
import { readLogLine } from '../../cluster/dolphinscheduler/log-line.ts';
import { nameOf, tableOf } from './log-cases.ts';

const AT = 1_795_460_945_758_784;

function read(line: string, version = '3.1.1') {
  return readLogLine(line, tableOf(version), 'master', nameOf);
}

test.each(['3.1.1', '3.2.2'])('a line of the agent is an event in %s', (version) => {
  const line = `DOUBLERUN ${AT} failpoint-reached workflow=1 task=23811909220257 taskInstance=null point=before-submit fault=hold`;
  expect(read(line, version)).toEqual({
    type: 'event',
    event: {
      source: 'log',
      type: 'log',
      at: AT,
      fact: 'failpoint-reached',
      workflow: 1,
      task: 23_811_909_220_257,
      point: 'before-submit',
      fault: 'hold',
      text: line.slice(`DOUBLERUN ${AT} `.length),
    },
  });
});

test('it names the server that it is about, where that is known', () => {
  const dropped = (host: string) =>
    read(`DOUBLERUN ${AT} submission-dropped workflow=7 taskInstance=9 about=${host} stage=dispatch`);
  expect(dropped('172.18.0.9:5678')).toMatchObject({
    event: { fact: 'submission-dropped', about: 'master-2', workflow: 7, taskInstance: 9 },
  });
  // Between two owners.
  expect(dropped('NULL')).not.toHaveProperty('event.about');
});

test.each([
  ['of a fact that nobody knows', `DOUBLERUN ${AT} all-well workflow=1`],
  ['without a time', 'DOUBLERUN now failpoint-left point=before-submit fault=hold'],
  ['that goes on with what a task printed', `\tDOUBLERUN ${AT} failpoint-left point=before-submit fault=hold`],
])('a line %s is none', (_, line) => {
  expect(read(line)).toEqual({ type: 'continued' });
});
