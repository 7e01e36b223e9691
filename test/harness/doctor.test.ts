import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../cluster/engine.ts';
import { type Check, diagnose, type Judgement } from '../../harness/doctor/check.ts';
import { judgeClock, offsetOf } from '../../harness/doctor/checks/clock.ts';
import { judgeCores } from '../../harness/doctor/checks/cores.ts';
import { judgeDisk } from '../../harness/doctor/checks/disk.ts';
import { howToStart, judgeEngine } from '../../harness/doctor/checks/engine.ts';
import { judgeImages } from '../../harness/doctor/checks/images.ts';
import { judgeKernel } from '../../harness/doctor/checks/kernel.ts';
import { judgeLeftovers } from '../../harness/doctor/checks/leftovers.ts';
import { judgeMemory } from '../../harness/doctor/checks/memory.ts';
import { judgeNode } from '../../harness/doctor/checks/node.ts';
import { judgePorts } from '../../harness/doctor/checks/ports.ts';
import { judgeRegistries } from '../../harness/doctor/checks/registries.ts';
import { diagnosesInWords } from '../../report/diagnoses.ts';

const GB = 1_000_000_000;
const ms = 1_000;
const place = { engine: () => Promise.reject(new EngineError('no socket')), mayStart: false };
const says = (word: string): Judgement => ({ state: 'ok', says: word });

describe('checks', () => {
  test('that hang, throw or lack an engine take no other down, and are no green', async () => {
    const checks: Check[] = [
      { name: 'hangs', deadlineMs: 20, look: () => new Promise(() => undefined) },
      { name: 'throws', deadlineMs: 1_000, look: () => Promise.reject(new Error('boom')) },
      { name: 'asks', deadlineMs: 1_000, look: async ({ engine }) => says((await engine()).toString()) },
      { name: 'works', deadlineMs: 1_000, look: async () => says('fine') },
    ];
    expect(await diagnose(checks, place)).toEqual([
      { name: 'hangs', state: 'warning', says: 'not known: hangs: not within 0.02 s; last seen: no answer' },
      { name: 'throws', state: 'warning', says: 'could not be looked at: boom' },
      { name: 'asks', state: 'warning', says: 'not looked at: no engine answers' },
      { name: 'works', state: 'ok', says: 'fine' },
    ]);
  });
});

const cases: readonly (readonly [
  what: string,
  judgement: Judgement,
  state: Judgement['state'],
  fix: RegExp | undefined,
])[] = [
  ['a Node that is new enough', judgeNode('24.1.0', '22.18'), 'ok', undefined],
  ['the oldest Node', judgeNode('22.18.0', '22.18'), 'ok', undefined],
  ['an old Node', judgeNode('22.9.1', '22.18'), 'wrong', /doublerun/],
  ['a Node that lacks type stripping', judgeNode('23.1.0', '22.18'), 'wrong', /doublerun/],
  ['an engine', judgeEngine({ version: '20.10.24', startedBy: 'x' }), 'ok', undefined],
  ['an engine that nobody has tried', judgeEngine({ version: '19.03.1', startedBy: 'x' }), 'warning', /newer/],
  ['enough memory', judgeMemory({ available: 4 * GB, needed: 2 * GB }), 'ok', undefined],
  ['little memory', judgeMemory({ available: 3 * GB, needed: 2 * GB }), 'warning', /docker stats/],
  ['too little memory', judgeMemory({ available: 1 * GB, needed: 2 * GB }), 'wrong', /doublerun clean/],
  ['idle cores', judgeCores({ count: 2, load: 1 }), 'ok', undefined],
  ['busy cores', judgeCores({ count: 2, load: 5 }), 'warning', /top/],
  ['one core', judgeCores({ count: 1, load: 0 }), 'warning', /core/],
  ['room on all disks', judgeDisk({ places: [{ path: '/', free: 20 * GB }], build: true }), 'ok', undefined],
  [
    'one full disk',
    judgeDisk({
      places: [
        { path: '/', free: 20 * GB },
        { path: '/var', free: GB / 10 },
      ],
      build: false,
    }),
    'wrong',
    /system df/,
  ],
  ['too little room to build', judgeDisk({ places: [{ path: '/', free: 5 * GB }], build: true }), 'warning', /prune/],
  ['as much room to run', judgeDisk({ places: [{ path: '/', free: 5 * GB }], build: false }), 'ok', undefined],
  ['disks that are elsewhere', judgeDisk({ places: [], build: false }), 'warning', undefined],
  ['current images', judgeImages({ missing: [], origin: 'maven', old: 3 }), 'ok', undefined],
  ['missing images', judgeImages({ missing: ['master'], origin: 'maven', old: 0 }), 'warning', /images build/],
  [
    'no leftovers',
    judgeLeftovers([
      { run: 'a', state: 'running' },
      { run: 'dev', state: 'kept' },
    ]),
    'ok',
    undefined,
  ],
  ['leftovers', judgeLeftovers([{ run: 'a', state: 'abandoned' }]), 'warning', /doublerun clean/],
  ['a whole kernel', judgeKernel({ release: '6.1', tables: true, freezer: true }), 'ok', undefined],
  ['a kernel without tables', judgeKernel({ release: '6.1', tables: false, freezer: true }), 'warning', /modprobe/],
  ['a kernel without freezer', judgeKernel({ release: '6.1', tables: true, freezer: false }), 'warning', /cgroup/],
  ['free ports', judgePorts({ free: 8, refused: undefined }), 'ok', undefined],
  ['no free ports', judgePorts({ free: 2, refused: 'EADDRINUSE' }), 'wrong', /ss -ltn/],
  ['registries that nobody needs', judgeRegistries(undefined), 'ok', undefined],
  ['registries that answer', judgeRegistries([['Debian', undefined]]), 'ok', undefined],
  [
    'a silent registry',
    judgeRegistries([
      ['Debian', 'ENOTFOUND'],
      ['x', undefined],
    ]),
    'warning',
    /proxy/,
  ],
];

test.each(cases)('%s', (_, judgement, state, fix) => {
  expect(judgement.state).toBe(state);
  if (fix) expect(judgement.fix).toMatch(fix);
  else expect(judgement.fix).toBeUndefined();
});

describe('without an engine the doctor says how to start one', () => {
  const machine = {
    root: false,
    hasDockerd: false,
    hasApt: false,
    hasSystemd: false,
    hasSocket: false,
    elsewhere: false,
  };
  test.each([
    [{ elsewhere: true, root: true, hasDockerd: true }, 'unset DOCKER_HOST'],
    [{ root: true, hasApt: true }, './doublerun images list'],
    [{ hasSocket: true, hasDockerd: true }, 'sudo usermod -aG docker'],
    [{ hasDockerd: true, hasSystemd: true }, 'sudo systemctl start docker'],
    [{ hasDockerd: true }, 'sudo dockerd'],
    [{ hasApt: true }, 'sudo apt-get install docker.io'],
    [{}, 'install a Docker engine'],
  ])('%j: %s', (facts, command) => expect(howToStart({ ...machine, ...facts })).toContain(command));
});

describe('the clock of a container', () => {
  const echo = (sent: number, told: number, received: number) => ({
    sent: sent * ms,
    told: told * ms,
    received: received * ms,
  });

  test('is as far off as every answer allows', () => {
    expect(offsetOf([echo(0, 7, 4), echo(10, 16, 11)])).toEqual({ least: 5 * ms, most: 6 * ms });
    expect(offsetOf([echo(0, 1, 2), echo(10, 30, 12)])).toBeUndefined();
    expect(offsetOf([])).toBeUndefined();
  });

  test('is right where it may be right, and wrong where it cannot be', () => {
    const judge = (told: number) => judgeClock({ drift: 0, echoes: [echo(0, told, 2)], mayStart: true }).state;
    expect(judge(1)).toBe('ok');
    expect(judge(3)).toBe('ok');
    expect(judge(3.1)).toBe('wrong');
    expect(judge(-1.1)).toBe('wrong');
  });

  test('is not compared where no container may be started, which is said', () => {
    expect(judgeClock({ drift: 0, echoes: undefined, mayStart: false }).says).toContain('no container was started');
    expect(judgeClock({ drift: 0, echoes: undefined, mayStart: true }).says).toContain('no image of ours');
  });

  test('counts for nothing while this machine sets its own', () => {
    expect(judgeClock({ drift: -11 * ms, echoes: undefined, mayStart: true })).toMatchObject({ state: 'warning' });
  });
});

describe('in words', () => {
  const diagnoses = [
    { name: 'memory', state: 'wrong', says: '1 GB is free', fix: 'docker stats' },
    { name: 'cores', state: 'warning', says: 'many words that go on and on, and on, until the line is full' },
    { name: 'node', state: 'ok', says: 'Node 24' },
  ] as const;

  test('each has its line, what to do, and in the end whether runs can work', () => {
    expect(diagnosesInWords(diagnoses, { color: false, width: 50 })).toBe(`wrong    memory: 1 GB is free
         → docker stats
warning  cores: many words that go on and on, and
         on, until the line is full
ok       node: Node 24

1 thing is wrong: runs cannot work.
`);
    expect(diagnosesInWords(diagnoses.slice(1), { color: false })).toMatch(/\nRuns can work; 1 warning\.\n$/);
  });

  test('colours add nothing', () => {
    const colored = diagnosesInWords(diagnoses, { color: true });
    expect(stripVTControlCharacters(colored)).toBe(diagnosesInWords(diagnoses, { color: false }));
  });
});
