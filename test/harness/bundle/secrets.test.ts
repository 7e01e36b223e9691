import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { judge } from '../../../checkers/judge.ts';
import { findSecrets, kinds, MARK, redactJson, redactText } from '../../../harness/bundle/secrets.ts';
import { readJournal } from '../../../history/journal.ts';
import { renderHtml } from '../../../report/html.ts';

const recorded = join(import.meta.dirname, '../../checkers/recorded');

const key = ['-----BEGIN RSA PRIVATE KEY-----', 'MIIEpAIBAAKCAQEA', '-----END RSA PRIVATE KEY-----'].join('\n');
const uuid = '03d4b7fb-3887-4b36-8555-83b631f9cdc9';
/** Put together here, so that nobody who looks for tokens in this repository finds one. */
const github = `ghp_${'a1B2'.repeat(9)}`;

/** Of each kind: a line as a log may have it, and what of it must go. */
const planted: readonly (readonly [what: string, line: string, secret: string])[] = [
  ['session of the API', `AbstractAuthenticator:[87] - sessionId : ${uuid}`, uuid],
  ['session of the API', `GET /x?sessionId=${uuid}&page=1`, uuid],
  ['session of the API', `{"sessionId":"${uuid}"}`, uuid],
  ['cookie', `Cookie: JSESSIONID=${uuid}; language=en_US`, uuid],
  ['authorization', 'Authorization: Basic YWRtaW46ZG9scGhpbg==', 'YWRtaW46ZG9scGhpbg=='],
  ['authorization', 'sent with Bearer abcdefgh.ijklmnop.qrstuvwx', 'abcdefgh.ijklmnop.qrstuvwx'],
  ['password, token or key', 'SPRING_DATASOURCE_PASSWORD=s3cr,et/x', 's3cr,et/x'],
  ['password, token or key', 'url: jdbc:postgresql://db:5432/x?user=u&password=hunter2&ssl=true', 'hunter2'],
  ['password, token or key', '{"userPassword":"two words","user":"admin"}', 'two words'],
  ['password, token or key', "{'access_key' : 'AbC/9', 'a': 1}", 'AbC/9'],
  ['password, token or key', 'DataSource(user=u, password=hunter2, url=x)', 'hunter2'],
  ['password, token or key', 'psql --dbpassword hunter2 -h db', 'hunter2'],
  ['user and password in an address', 'jdbc:postgresql://scott:tiger7@db:5432/x', 'scott:tiger7'],
  ['token, by its form', `git clone with ${github} failed`, github],
  ['private key', `wrote ${key} to disk`, 'MIIEpAIBAAKCAQEA'],
];

test('each kind that is looked for is planted below', () => {
  expect(new Set(planted.map(([what]) => what))).toEqual(new Set(kinds.map(({ what }) => what)));
});

describe.each(planted)('a %s in: %s', (what, line, secret) => {
  test('is removed from a line, and nothing is left of it', () => {
    const told: string[] = [];
    const clean = redactText(`before ${line}\nafter`, (each) => told.push(each));
    expect(clean).toContain(MARK);
    expect(clean).not.toContain(secret);
    expect(clean).toMatch(/^before /);
    expect(clean).toMatch(/\nafter$/);
    expect(told).toContain(what);
  });

  test('is removed from a history, whose lines stay JSON, and from a page', () => {
    const event = { type: 'log', text: line, nested: [JSON.stringify({ line })] };
    const clean = JSON.stringify(redactJson(event, () => undefined));
    expect(clean).not.toContain(secret.slice(0, 12));
    expect(JSON.parse(clean)).toMatchObject({ type: 'log' });
    const page = line.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
    expect(redactText(`<li>${page}</li>`, () => undefined)).not.toContain(secret);
    expect(redactText(`<li>${page}</li>`, () => undefined)).toMatch(/<\/li>$/);
  });

  test('is removed once: the mark is no secret', () => {
    const once = redactText(line, () => undefined);
    expect(redactText(once, () => undefined)).toBe(once);
  });
});

test('a value whose name says that it is a secret is removed whatever it is', () => {
  const value = { password: 12345, api_key: ['a'], sessionId: uuid, call: { token: '' }, session: '0x1' };
  expect(redactJson(value, () => undefined)).toEqual({
    password: MARK,
    api_key: [MARK],
    sessionId: MARK,
    call: { token: '' },
    session: '0x1',
  });
});

test.each([
  'Unable to read additional data from server sessionid 0x100000abc1234567, likely server has closed socket',
  'Established session id = 0x1006ddf2c5f0001, negotiated timeout = 8000',
  'Error reading service account token from: [/var/run/secrets/kubernetes.io/serviceaccount/token]',
  'libs/stax2-api-4.2.1.jar:libs/token-provider-1.0.1.jar:libs/tomcat-embed-el-9.0.65.jar',
  'DefaultSessionIdManager workerName=node0',
  'BASEDIR=$(cd `dirname $0`; pwd)',
  'http://localhost:8080/actuator',
])('no secret: %s', (line) => expect(findSecrets(line)).toEqual([]));

test('recorded histories and the reports of them hold nothing that looks like a secret', async () => {
  for (const file of readdirSync(recorded)) {
    expect(findSecrets(readFileSync(join(recorded, file), 'utf8')), file).toEqual([]);
  }
  const { events, torn } = await readJournal(join(recorded, 'many-workflows.jsonl'));
  const page = renderHtml({ events, verdict: judge(events, { torn }), runDirectory: 'runs/x' });
  expect(findSecrets(page)).toEqual([]);
});
