import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { LaneProcess } from '../../../harness/lanes/lane.ts';
import { order } from './fake-lanes.ts';

const folder = mkdtempSync(join(tmpdir(), 'doublerun-lane-'));
afterAll(() => rmSync(folder, { recursive: true }));
let programs = 0;

/** A lane whose process does this. */
function laneWith(script: string, endMs = 20_000): LaneProcess {
  programs += 1;
  const program = join(folder, `program-${programs}.mjs`);
  writeFileSync(program, script);
  const options = { name: 'campaign/night/1', dolphinscheduler: '3.1.1', origin: 'maven', runs: folder } as const;
  return new LaneProcess(options, join(folder, 'lane-1.log'), { program, endMs });
}

const untilAsked = "process.on('disconnect', () => process.exit(130));";
const run = (lane: LaneProcess) => lane.run(order('1'), () => undefined);

test('one that ends when it is asked to has ended in order, and so has what it did', async () => {
  const lane = laneWith(`${untilAsked} process.on('message', () => undefined);`);
  const answer = run(lane);
  expect(await lane.end()).toBe('in order');
  expect(await answer).toEqual({ kind: 'stopped' });
  expect(await lane.end()).toBe('in order');
});

test('one that has to be killed is cut off', async () => {
  const lane = laneWith("process.on('disconnect', () => undefined); setInterval(() => undefined, 1_000);", 200);
  expect(await lane.end()).toBe('cut off');
});

test('one that breaks down while it ends is cut off', async () => {
  expect(await laneWith("process.on('disconnect', () => { throw new Error('in its teardown'); });").end()).toBe(
    'cut off',
  );
});

test('one that says by its code that it could not remove its cluster is cut off', async () => {
  expect(await laneWith("process.on('disconnect', () => process.exit(3));").end()).toBe('cut off');
});

test('one that dies says so', async () => {
  const lane = laneWith("process.on('message', () => process.kill(process.pid, 'SIGKILL'));");
  expect(await run(lane)).toEqual({ kind: 'died', reason: 'its lane was killed by SIGKILL; lane-1.log has more' });
  expect(await lane.end()).toBe('cut off');
});

test('one that says what nobody understands dies, and nothing else does', async () => {
  const lane = laneWith(
    "process.on('message', () => process.send({ kind: 'ran', record: 7 })); setInterval(() => undefined, 1_000);",
  );
  expect(await run(lane)).toEqual({ kind: 'died', reason: 'its lane said what is no message; lane-1.log has more' });
  expect(await lane.end()).toBe('cut off');
});
