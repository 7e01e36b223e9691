import { describe, expect, test } from 'vitest';
import { fileHeaders, typeOf } from '../../../harness/serve/headers.ts';
import { understand } from '../../../harness/serve/request.ts';

const asked = { method: 'GET', host: '127.0.0.1:8080', target: '/' };
const segmentsOf = (target: string): readonly string[] | number => {
  const understood = understand({ ...asked, target }, 8080);
  return understood.kind === 'wanted' ? understood.wanted.segments : understood.status;
};

describe('the path of a request', () => {
  test.each<[string, readonly string[] | number]>([
    ['/', []],
    ['/?text=a', []],
    ['/runs/a/b/', ['runs', 'a', 'b']],
    ['/runs/a/b/logs/master-1.log?x', ['runs', 'a', 'b', 'logs', 'master-1.log']],
    ['/runs/a%20b/%3Cimg%3E/', ['runs', 'a b', '<img>']],
    // Decoded once.
    ['/runs/%252e%252e/x', ['runs', '%2e%2e', 'x']],
    ['', 400],
    ['runs', 400],
    ['*', 400],
    ['http://127.0.0.1:8080/', 400],
    ['//evil.example/', 400],
    ['/runs//b', 400],
    ['/runs/../../etc/passwd', 400],
    ['/runs/./a', 400],
    ['/runs/%2e%2e/%2e%2e/etc/passwd', 400],
    ['/runs/.%2E/x', 400],
    ['/runs/..%2f..%2fetc/passwd', 400],
    ['/runs/a%2fb', 400],
    ['/runs/..\\..\\etc', 400],
    ['/runs/%5c..%5c', 400],
    ['/runs/a%00.html', 400],
    ['/runs/a\0', 400],
    ['/runs/%c0%ae%c0%ae/', 400],
    ['/runs/%', 400],
    ['/runs/%zz', 400],
    ['/runs/.git/config', 400],
    ['/runs/a#b', 400],
  ])('%j', (target, expected) => expect(segmentsOf(target)).toEqual(expected));
});

describe('who is asked', () => {
  const statusOf = (host: string | undefined, port: number) => {
    const understood = understand({ ...asked, host }, port);
    return understood.kind === 'refused' ? understood.status : 200;
  };

  test.each(['127.0.0.1:8080', 'localhost:8080', 'LocalHost:8080'])('%s is us', (host) => {
    expect(statusOf(host, 8080)).toBe(200);
  });

  test.each([
    undefined,
    '',
    'evil.example',
    'evil.example:8080',
    '127.0.0.1',
    'localhost',
    '127.0.0.1:8081',
    '127.0.0.1.evil.example:8080',
    'localhost.evil.example:8080',
    'evil.example#127.0.0.1:8080',
    '127.0.0.1:8080, evil.example',
    ' 127.0.0.1:8080',
    '127.1:8080',
    '[::1]:8080',
    '0.0.0.0:8080',
  ])('%j is not', (host) => expect(statusOf(host, 8080)).toBe(421));

  test('on port 80 a browser leaves the port out', () => {
    expect(statusOf('localhost', 80)).toBe(200);
    expect(statusOf('evil.example', 80)).toBe(421);
  });
});

test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'get', undefined])('%s is no way to ask', (method) => {
  expect(understand({ ...asked, method }, 8080)).toMatchObject({ kind: 'refused', status: 405 });
});

describe('what a file is served as', () => {
  test.each([
    ['report.html', 'text/html; charset=utf-8'],
    ['verdict.json', 'application/json; charset=utf-8'],
    ['events.jsonl', 'text/plain; charset=utf-8'],
    ['master-1.log', 'text/plain; charset=utf-8'],
    ['junit.xml', 'text/plain; charset=utf-8'],
    ['x.svg', undefined],
    ['x.js', undefined],
    ['x.HTML', undefined],
    ['x.constructor', undefined],
    ['html', undefined],
    ['x.html.', undefined],
  ])('%s: %s', (name, type) => expect(typeOf(name)).toBe(type));

  test('only a report may have scripts, and nothing the origin of our pages', () => {
    const policyOf = (name: string) => fileHeaders(name, typeOf(name) ?? '')['Content-Security-Policy'] ?? '';
    expect(policyOf('report.html')).toMatch(/^sandbox allow-scripts; default-src 'none';/);
    for (const name of ['matrix.html', 'verdict.json', 'xreport.html', 'master-1.log'])
      expect(policyOf(name)).toMatch(/^sandbox; default-src 'none';(?!.*script-src)/);
    for (const name of ['report.html', 'matrix.html']) expect(policyOf(name)).not.toContain('allow-same-origin');
  });
});
