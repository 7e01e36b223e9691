import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { afterEach, expect, test } from 'vitest';
import { packRun, readRunFiles, unpackRun } from '../../../harness/swarm/packed-run.ts';
import { ledgerRecord } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'doublerun-packed-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** An archive as somebody else makes it. */
async function archive(entries: readonly { name: string; content?: string; link?: string }[]): Promise<Buffer> {
  const tar = pack();
  for (const { name, content = '', link } of entries)
    if (link === undefined) tar.entry({ name }, content);
    else tar.entry({ name, type: 'symlink', linkname: link });
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

const record = { name: 'run/record.json', content: JSON.stringify(ledgerRecord()) };

test('a run comes out as it went in, with the files of its folders and without its links', async () => {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  writeFileSync(join(folder, 'events.jsonl'), '{"seq":1}\n');
  writeFileSync(join(folder, 'logs', 'master-1.log'), 'started\n');
  symlinkSync('/etc/hostname', join(folder, 'secret.log'));
  const packed = await packRun({ record: ledgerRecord(), files: readRunFiles(folder) });
  const { record: back, files } = await unpackRun(packed);
  expect(back).toEqual(ledgerRecord());
  expect([...files].map(([name, content]) => [name, content.toString()])).toEqual([
    ['events.jsonl', '{"seq":1}\n'],
    ['logs/master-1.log', 'started\n'],
  ]);
  expect(await packRun({ record: ledgerRecord(), files })).toEqual(packed);
});

test('a run that had no directory is its record alone', async () => {
  const { run: _, ...without } = ledgerRecord({ verdict: 'broken', whole: false });
  const { record: back, files } = await unpackRun(await packRun({ record: without, files: new Map() }));
  expect(back).toEqual(without);
  expect(files.size).toBe(0);
});

test.each([
  ['above', [record, { name: 'run/files/../../out.txt', content: 'x' }]],
  ['absolute', [record, { name: '/run/files/out.txt', content: 'x' }]],
  ['hidden', [record, { name: 'run/files/.bashrc', content: 'x' }]],
  ['deeper than a run goes', [record, { name: 'run/files/a/b/c', content: 'x' }]],
  ['a link', [record, { name: 'run/files/events.jsonl', link: '/etc/passwd' }]],
  ['beside', [record, { name: 'other/events.jsonl', content: 'x' }]],
])('nothing is taken with a file that is %s', async (_, entries) => {
  await expect(unpackRun(await archive(entries))).rejects.toThrow('is nothing that a run has');
});

test.each([
  ['leads out of the folder', { run: 'blip/../../20261123T194837Z-3' }],
  ['is hidden', { run: '.swarm/20261123T194837Z-3' }],
  ['is of another scenario', { run: 'other/20261123T194837Z-3' }],
  ['has no time', { run: 'blip/latest' }],
])('nothing is taken of a run whose name %s', async (_, changed) => {
  const entries = [
    { name: 'run/record.json', content: JSON.stringify(ledgerRecord(changed)) },
    { name: 'run/files/events.jsonl', content: 'x' },
  ];
  await expect(unpackRun(await archive(entries))).rejects.toThrow('is no name of a run');
});

test('what is cut off, is no record, or lacks one is not taken', async () => {
  const whole = await packRun({ record: ledgerRecord(), files: new Map([['events.jsonl', Buffer.from('x')]]) });
  await expect(unpackRun(whole.subarray(0, whole.length - 20))).rejects.toThrow('cannot be read');
  await expect(unpackRun(Buffer.from('nonsense'))).rejects.toThrow('cannot be read');
  await expect(unpackRun(await archive([]))).rejects.toThrow('there is no record.json');
  await expect(unpackRun(await archive([record]))).rejects.toThrow('a run with a directory has files');
  const strange = { name: 'run/record.json', content: JSON.stringify({ ...ledgerRecord(), seed: 'three' }) };
  await expect(unpackRun(await archive([strange]))).rejects.toThrow('none of this version');
});
