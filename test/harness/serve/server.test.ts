import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Serving, serve } from '../../../harness/serve/server.ts';
import { UsageError } from '../../../harness/usage-error.ts';
import { judged, planOf, RunsFolder } from '../stored-runs/folder.ts';

const NAMES = ['20261003T120000Z-1', '20261003T120100Z-2', '20261003T120200Z-3'] as const;
const [FIRST, SECOND] = NAMES;

let folder: RunsFolder;
let serving: Serving;
let complaints: string[];
const start = async () => {
  folder = new RunsFolder();
  complaints = [];
  serving = await serve({
    root: folder.path,
    shown: 'runs',
    port: 0,
    complain: (line) => complaints.push(line),
  });
};
const stop = async () => {
  await serving.close();
  folder.remove();
  expect(complaints).toEqual([]);
};

interface Reply {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** Asks for the path as it stands: nothing is normalised. */
function get(path: string, { method = 'GET', ...headers }: Record<string, string> = {}): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port: serving.port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(parts).toString('utf8'),
        }),
      );
    });
    asked.on('error', reject).end();
  });
}

/** Sends bytes that no client of ours would, and takes what comes back until the server ends it. */
function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let reply = '';
    const socket = connect(serving.port, '127.0.0.1', () => socket.write(text));
    socket.on('data', (part) => {
      reply += part.toString('latin1');
    });
    socket.on('close', () => resolve(reply)).on('error', reject);
  });
}

/** Runs that a page of runs shows, in its order. */
function shownIn({ text }: Reply): string[] {
  return [...text.matchAll(/name="run" value="([^"]*)"/g)].map(([, run]) => run ?? '');
}

describe('the pages', () => {
  beforeAll(async () => {
    await start();
    await folder.addRecorded('failover-16759', FIRST);
    await folder.addRecorded('without-faults', SECOND, {
      version: '3.2.2',
      logs: { 'master-1.log': '<script>alert(1)</script>' },
    });
    await folder.addRecorded('failover-16759', NAMES[2], { version: '3.2.2' });
  });
  afterAll(stop);

  test('all runs, newest first', async () => {
    const reply = await get('/');
    expect(reply.status).toBe(200);
    expect(shownIn(reply).map((run) => run.split('/')[1])).toEqual([...NAMES].reverse());
  });

  test.each([
    ['version=3.2.2', [NAMES[2], SECOND]],
    ['verdict=pass', [SECOND]],
    ['verdict=violation&version=3.1.1', [FIRST]],
    ['text=overlapping+LONG&sort=when&order=up', [FIRST, NAMES[2]]],
    ['scenario=none', []],
    ['verdict=splendid', [...NAMES].reverse()],
    ['page=99', [...NAMES].reverse()],
    ['sort=constructor', [...NAMES].reverse()],
  ])('chosen by %s', async (query, names) => {
    expect(shownIn(await get(`/?${query}`)).map((run) => run.split('/')[1])).toEqual(names);
  });

  test('what makes no sense is told of', async () => {
    expect((await get('/?seed=abc')).text).toContain('“abc” is no seed');
    expect((await get('/?verdict=%3Cb%3E')).text).toContain('There is no verdict “&lt;b&gt;”');
  });

  test('a form that was left empty leads to the short address', async () => {
    const { status, headers } = await get('/?scenario=&version=3.2.2&text=&seed=');
    expect([status, headers['location']]).toEqual([302, '/?version=3.2.2']);
  });

  test('a run, its report and its files', async () => {
    const run = `/runs/failover-16759/${FIRST}/`;
    const page = await get(run);
    expect(page.text).toContain('The same task ran twice at the same time.');
    expect(page.text).toContain('1 fault held, proved by a receipt');
    expect(page.text).toContain(`./doublerun replay runs/failover-16759/${FIRST}`);
    expect([...page.text.matchAll(/class="files">.*?<\/ul>/gs)].join()).toMatch(
      /report\.html.*verdict\.json.*plan\.json.*environment\.json.*events\.jsonl/s,
    );
    const { events, verdict } = await judged('failover-16759');
    expect(JSON.parse((await get(`${run}verdict.json`)).text)).toEqual(JSON.parse(JSON.stringify(verdict)));
    expect((await get(`${run}events.jsonl`)).text.trim().split('\n')).toHaveLength(events.length);
  });

  test("a server's log is text, whatever is in it", async () => {
    const { text, headers } = await get(
      `/runs/${planOf((await judged('without-faults')).events).scenario}/${SECOND}/logs/master-1.log`,
    );
    expect(text).toBe('<script>alert(1)</script>');
    expect(headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['content-security-policy']).toContain('sandbox;');
  });

  test('a run without its slash, and whatever leads to it, lead to its own address', async () => {
    symlinkSync(`failover-16759/${FIRST}`, join(folder.path, 'latest'));
    const to = `/runs/failover-16759/${FIRST}/`;
    for (const [path, link] of [
      [`/runs/failover-16759/${FIRST}`, to],
      ['/runs/latest', to],
      ['/runs/latest/', to],
      ['/runs/latest/report.html', `${to}report.html`],
    ] as const)
      expect((await get(path)).headers['location']).toBe(link);
    rmSync(join(folder.path, 'latest'));
  });

  test('two runs side by side, whichever was marked first', async () => {
    const [left, right] = [`failover-16759/${FIRST}`, `failover-16759/${NAMES[2]}`];
    const marked = await get(
      `/compare?${new URLSearchParams([
        ['run', right],
        ['run', left],
      ])}`,
    );
    const link = String(marked.headers['location']);
    expect(link).toBe(`/compare?${new URLSearchParams({ left, right })}`);
    const { text } = await get(link);
    expect(text).toMatch(
      /<code>dolphinscheduler\.version<\/code><\/th><td><code>3\.1\.1<\/code><\/td><td><code>3\.2\.2</,
    );
    expect(text).toContain('overlapping-executions/long/refuse');
    expect([...text.matchAll(/<iframe [^>]*>/g)].map(([frame]) => /sandbox="([^"]*)"/.exec(frame)?.[1])).toEqual([
      'allow-scripts',
      'allow-scripts',
    ]);
  });

  test.each(['run=a/b', 'run=a/b&run=c/d', 'left=a/b&right=c/d', '', 'run=../../etc&run=x'])(
    'no two runs: %s',
    async (query) => expect((await get(`/compare?${query}`)).status).toBeGreaterThanOrEqual(400),
  );

  test('trends', async () => {
    const { text } = await get('/trends?scenario=failover-16759');
    expect([...text.matchAll(/<b>(\d of \d)<\/b>/g)].map(([, rate]) => rate)).toEqual(['1 of 1', '1 of 1', '0 of 1']);
    expect(text).toContain('at least 21 %');
  });

  test('matrices, and the page of one', async () => {
    mkdirSync(join(folder.path, 'matrix-fixes'));
    writeFileSync(join(folder.path, 'matrix-fixes', 'matrix.json'), 'half');
    writeFileSync(join(folder.path, 'matrix-fixes', 'matrix.html'), '<title>the matrix</title>');
    expect((await get('/matrices')).text).toMatch(
      /href="\/runs\/matrix-fixes\/matrix\.html">fixes.*is not what matrix has written/s,
    );
    const { text, headers } = await get('/runs/matrix-fixes/matrix.html');
    expect(text).toContain('the matrix');
    expect(headers['content-security-policy']).toMatch(/^sandbox; /);
  });

  test('a page has no script and may have none', async () => {
    for (const path of ['/', '/trends', '/matrices', `/runs/failover-16759/${FIRST}/`, '/none']) {
      const { text, headers } = await get(path);
      expect(headers['content-security-policy']).toContain("default-src 'none'; style-src 'self';");
      expect(headers['content-security-policy']).not.toContain('script-src');
      expect(text).not.toMatch(/<script|style="|\son\w+=/i);
      expect(headers['x-frame-options']).toBe('SAMEORIGIN');
    }
  });

  test('the style sheet is kept by the browser', async () => {
    const [, styles = ''] = /rel="stylesheet" href="([^"]*)"/.exec((await get('/')).text) ?? [];
    const { status, headers } = await get(styles);
    expect([status, headers['content-type'], headers['cache-control']]).toEqual([
      200,
      'text/css; charset=utf-8',
      'max-age=31536000, immutable',
    ]);
  });

  test('HEAD tells the same without the body; a file that is known is not sent again', async () => {
    for (const path of ['/', `/runs/failover-16759/${FIRST}/report.html`]) {
      const [head, whole] = [await get(path, { method: 'HEAD' }), await get(path)];
      expect([head.status, head.text, head.headers['content-length']]).toEqual([
        200,
        '',
        whole.headers['content-length'],
      ]);
    }
    const file = `/runs/failover-16759/${FIRST}/report.html`;
    const { headers } = await get(file);
    expect((await get(file, { 'If-None-Match': String(headers['etag']) })).status).toBe(304);
    expect((await get(file, { 'If-None-Match': '"another"' })).status).toBe(200);
  });
});

describe('what is refused', () => {
  beforeEach(async () => {
    await start();
    await folder.addRecorded('without-faults', FIRST);
    writeFileSync(join(folder.path, 'secret.html'), 'secret');
    writeFileSync(join(folder.path, await scenario(), 'secret.html'), 'secret');
    mkdirSync(join(folder.path, 'matrix-a'));
    writeFileSync(join(folder.path, 'matrix-a', 'secret.sh'), 'secret');
    symlinkSync('secret.sh', join(folder.path, 'matrix-a', 'shell.html'));
  });
  afterEach(stop);
  const scenario = async () => planOf((await judged('without-faults')).events).scenario;

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE'])('%s', async (method) => {
    const { status, headers } = await get('/', { method });
    expect([status, headers['allow']]).toEqual([405, 'GET, HEAD']);
  });

  test.each(['evil.example', 'evil.example:80', '127.0.0.1', 'localhost:1'])('the name %s', async (host) => {
    const { status, text } = await get('/', { Host: host });
    expect(status).toBe(421);
    expect(text).not.toContain(FIRST);
  });

  test('no name at all, a second one, and a whole address in its place', async () => {
    const { port } = serving;
    expect(await raw('GET / HTTP/1.0\r\n\r\n')).toContain(' 421 ');
    expect(await raw('GET / HTTP/1.1\r\nConnection: close\r\n\r\n')).toContain(' 400 ');
    expect(
      await raw(`GET / HTTP/1.1\r\nHost: evil.example\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
    ).toMatch(/ (400|421) /);
    expect(
      await raw(`GET http://evil.example/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n\r\n`),
    ).toContain(' 400 ');
    expect(await raw(`CONNECT evil.example:80 HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`)).not.toContain(' 200 ');
    expect(await raw('nonsense\r\n\r\n')).toContain(' 400 ');
  });

  test.each([
    '/../secret.html',
    '/runs/../secret.html',
    '/runs/%2e%2e/secret.html',
    '/runs/..%2fsecret.html',
    '/runs/%2e%2e%2fsecret.html',
    '/runs/..%5csecret.html',
    '/runs/....//secret.html',
    '/runs/secret.html',
    '/runs/secret.html%00.html',
    '/runs//etc/passwd',
    '/runs/%2fetc%2fpasswd',
    '/runs/SCENARIO/RUN/../../../secret.html',
    '/runs/SCENARIO/RUN/logs/%2e%2e/%2e%2e/%2e%2e/secret.html',
    '/runs/SCENARIO/RUN/logs',
    '/runs/SCENARIO/RUN/logs/',
    '/runs/SCENARIO/secret.html',
    '/runs/matrix-a/secret.sh',
    '/runs/matrix-a/shell.html',
    '/runs/matrix-a/',
    '/runs/SCENARIO/',
    '/runs/SCENARIO',
    '/runs/',
    '/runs',
    '/runs/SCENARIO/RUN/report.html/',
    '/runs/SCENARIO/RUN/none.html',
    '/style-0.css',
    '/etc/passwd',
  ])('%s', async (path) => {
    const { status, text } = await get(path.replace('SCENARIO', await scenario()).replace('RUN', FIRST));
    expect([400, 404]).toContain(status);
    expect(text).not.toMatch(/secret(?!\.html)|root:/);
  });

  test('links that lead out of the folder, files of other kinds, and what is no file', async () => {
    const outside = new RunsFolder();
    const other = outside.add('scenario', SECOND, { report: 'secret', verdict: {} });
    const run = `/runs/${await scenario()}/${FIRST}`;
    const path = join(folder.path, await scenario(), FIRST);
    symlinkSync(join(other, 'report.html'), join(path, 'link.html'));
    symlinkSync(other, join(path, 'folder'));
    symlinkSync(other, join(folder.path, await scenario(), SECOND));
    symlinkSync(join(outside.path, 'scenario'), join(folder.path, 'scenario'));
    symlinkSync(outside.path, join(folder.path, 'matrix-out'));
    symlinkSync('loop.html', join(path, 'loop.html'));
    writeFileSync(join(path, 'secret.sh'), 'secret');
    symlinkSync('secret.sh', join(path, 'shell.html'));
    writeFileSync(join(path, '.secret.html'), 'secret');
    mkdirSync(join(path, 'folder.html'));
    execFileSync('mkfifo', [join(path, 'pipe.log')]);
    for (const file of [
      'link.html',
      'folder/report.html',
      'loop.html',
      'secret.sh',
      '.secret.html',
      'folder.html',
      'pipe.log',
      `../${SECOND}/report.html`,
    ]) {
      const { status, text } = await get(`${run}/${file}`);
      expect([file, [400, 404].includes(status), text.includes('secret<') || text === 'secret']).toEqual([
        file,
        true,
        false,
      ]);
    }
    const { headers } = await get(`${run}/shell.html`);
    expect((await get(String(headers['location']))).status).toBe(404);
    for (const way of [
      `/runs/scenario/${SECOND}/`,
      `/runs/scenario/${SECOND}/report.html`,
      `/runs/${await scenario()}/${SECOND}/report.html`,
      '/runs/matrix-out/secret.html',
    ])
      expect((await get(way)).status).toBe(404);
    expect(shownIn(await get('/'))).toHaveLength(1);
    expect((await get(`${run}/`)).text).not.toMatch(/link\.html|pipe\.log|secret/);
    outside.remove();
  });
});

const hostile = [
  '<script>alert(1)<’script>',
  '"><img src=x onerror=alert(1)>',
  "' onfocus='alert(1)",
  '&lt;b&gt; %3Cb%3E %2e%2e ?a=b&c #d',
  'javascript:alert(1)',
  '$(reboot)`id`\u2028\u202e',
];

describe('hostile names', () => {
  beforeAll(start);
  afterAll(stop);

  test.each(hostile)('a scenario, a reason, a task and a version called %j stay text', async (name) => {
    const { verdict, file, events } = await judged('failover-16759');
    const [finding] = verdict.violations;
    folder.add(name, FIRST, {
      plan: { ...planOf(events), about: name, cluster: { registryDisconnectStrategy: name, fixes: [name] } },
      verdict: { ...verdict, reasons: [name, `${name}\n${name}`], violations: [{ ...finding, sentence: name }] },
      environment: { dolphinscheduler: { version: name, origin: name, build: name } },
      history: { file },
      report: 'the report',
    });
    const run = `/runs/${encodeURIComponent(name)}/${FIRST}/`;
    const query = new URLSearchParams({ scenario: name, version: name, strategy: name });
    const compare = new URLSearchParams({ left: `${name}/${FIRST}`, right: `${name}/${FIRST}` });
    const pages = await Promise.all(
      [
        '/',
        `/?${query}`,
        `/?${new URLSearchParams({ text: name, seed: name, verdict: name })}`,
        '/trends',
        `/trends?${query}`,
        run,
        `/compare?${compare}`,
      ].map(async (path) => ({ path, ...(await get(path)) })),
    );
    for (const { path, status, text } of pages) {
      expect([path, status]).toEqual([path, 200]);
      const tags = text.match(/<[^>]*>/g) ?? [];
      const odd = tags.filter(
        (tag) => !/^<(\/?[a-z]\w*|!doctype html)(\s[a-z][\w:-]*(="[^"<>]*")?)*\s*\/?>$/i.test(tag),
      );
      expect([path, odd]).toEqual([path, []]);
      expect(
        tags.filter((tag) =>
          /^<(script|img)|\son\w+\s*=|="\s*javascript:/i.test(tag.replaceAll(/(value|title|aria-label)="[^"]*"/g, '')),
        ),
      ).toEqual([]);
    }
    const [all, chosen] = pages;
    expect(shownIn(chosen as Reply)).toHaveLength(1);
    const links = [...(all?.text ?? '').matchAll(/href="([^"]*)"/g)].map(
      ([, link]) => link?.replaceAll('&amp;', '&').replaceAll('&#39;', "'") ?? '',
    );
    expect(links.every((link) => /^(\/(?!\/)|#main$|data:,$)/.test(link))).toBe(true);
    expect(links).toContain(run);
    expect((await get(`${run}report.html`)).text).toBe('the report');
  });

  test('the command that does it again has such a name in quotes', async () => {
    folder.add("it's $(reboot)", FIRST);
    const { text } = await get(`/runs/${encodeURIComponent("it's $(reboot)")}/${FIRST}/`);
    expect(text).toContain(`./doublerun replay &#39;runs/it&#39;\\&#39;&#39;s $(reboot)/${FIRST}&#39;`);
  });
});

describe('while runs come and go', () => {
  beforeEach(start);
  afterEach(stop);

  test('a run that is made meanwhile is there, and so is its verdict', async () => {
    expect((await get('/')).text).toContain('There are no runs here yet');
    const { file, events } = await judged('failover-16759');
    folder.add('failover-16759', FIRST, { plan: planOf(events), history: { file } });
    expect((await get(`/?verdict=running`)).text).toContain('It is being judged.');
    expect((await get(`/runs/failover-16759/${FIRST}/`)).text).toContain('http-equiv="refresh"');
    await folder.addRecorded('failover-16759', FIRST);
    expect(shownIn(await get('/?verdict=violation'))).toEqual([`failover-16759/${FIRST}`]);
    expect((await get(`/runs/failover-16759/${FIRST}/`)).text).not.toContain('http-equiv="refresh"');
  });

  test('a run that is deleted meanwhile is not here any more', async () => {
    const path = await folder.addRecorded('failover-16759', FIRST);
    await folder.addRecorded('failover-16759', SECOND);
    const [run, report] = [`/runs/failover-16759/${FIRST}/`, `/runs/failover-16759/${FIRST}/report.html`];
    expect((await get(run)).status).toBe(200);
    rmSync(path, { recursive: true });
    for (const gone of [run, report, `/compare?left=failover-16759/${FIRST}&right=failover-16759/${SECOND}`])
      expect((await get(gone)).status).toBe(404);
    expect(shownIn(await get('/'))).toEqual([`failover-16759/${SECOND}`]);
    rmSync(folder.path, { recursive: true });
    expect((await get('/')).text).toContain('There are no runs here yet');
    for (const page of ['/trends', '/matrices']) expect((await get(page)).status).toBe(200);
  });

  test('a run whose history is a pipe has a page all the same', async () => {
    const path = await folder.addRecorded('failover-16759', FIRST);
    rmSync(join(path, 'events.jsonl'));
    execFileSync('mkfifo', [join(path, 'events.jsonl')]);
    expect((await get(`/runs/failover-16759/${FIRST}/`)).text).toContain('The same task ran twice at the same time.');
  });

  test('runs are deleted while many ask', async () => {
    const paths = await Promise.all(NAMES.map((name) => folder.addRecorded('failover-16759', name)));
    const asking = Array.from({ length: 40 }, (_, index) =>
      get(index % 2 ? '/' : `/runs/failover-16759/${NAMES[index % 3]}/`),
    );
    for (const path of paths) rmSync(path, { recursive: true });
    for (const { status } of await Promise.all(asking)) expect([200, 404]).toContain(status);
  });

  test('two that ask at once get what each asked for', async () => {
    const big = 'x'.repeat(3_000_000);
    await folder.addRecorded('failover-16759', FIRST, { report: big });
    await folder.addRecorded('failover-16759', SECOND, { report: 'small' });
    const [slow, quick, list] = await Promise.all([
      get(`/runs/failover-16759/${FIRST}/report.html`),
      get(`/runs/failover-16759/${SECOND}/report.html`),
      get('/'),
    ]);
    expect([slow.text.length, quick.text, shownIn(list).length]).toEqual([big.length, 'small', 2]);
  });

  test('whoever goes away in the middle of a file does no harm', async () => {
    await folder.addRecorded('failover-16759', FIRST, { report: 'x'.repeat(20_000_000) });
    await new Promise<void>((resolve) => {
      const socket = connect(serving.port, '127.0.0.1', () =>
        socket.write(
          `GET /runs/failover-16759/${FIRST}/report.html HTTP/1.1\r\nHost: 127.0.0.1:${serving.port}\r\n\r\n`,
        ),
      );
      socket.once('data', () => socket.destroy());
      socket.once('close', () => resolve());
    });
    expect((await get('/')).status).toBe(200);
  });

  test('many runs are shown a page at a time', async () => {
    for (let seed = 1; seed <= 120; seed += 1) folder.add('s', `20261003T120000Z-${seed}`);
    const [first, last] = [await get('/?sort=seed&order=up'), await get('/?sort=seed&order=up&page=3')];
    expect(shownIn(first)).toHaveLength(50);
    expect(first.text).toContain('1–50 of 120');
    expect(first.text).toContain('href="/?sort=seed&amp;order=up&amp;page=2"');
    expect(shownIn(last).at(-1)).toBe('s/20261003T120000Z-120');
    expect(last.text).toContain('101–120 of 120');
  });
});

describe('the server itself', () => {
  beforeEach(start);
  afterEach(() => folder.remove());

  test('ends at once, whoever is still connected', async () => {
    const socket = connect(serving.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    await serving.close();
    await closed;
  });

  test('a port that is taken is told of', async () => {
    const options = { root: folder.path, shown: 'runs', port: serving.port, complain: () => undefined };
    await expect(serve(options)).rejects.toThrow(UsageError);
    await serving.close();
  });

  test('nobody reaches it from another address', async () => {
    const { networkInterfaces } = await import('node:os');
    const others = Object.values(networkInterfaces())
      .flat()
      .filter((each) => each !== undefined && !each.internal && each.family === 'IPv4');
    for (const other of others) {
      const reached = await new Promise<boolean>((resolve) => {
        const socket = connect({ host: other?.address ?? '', port: serving.port, timeout: 2_000 }, () => resolve(true));
        socket.on('error', () => resolve(false)).on('timeout', () => resolve(false));
      });
      expect(reached).toBe(false);
    }
    await serving.close();
  });
});
