import { REPORT_FILE } from '../../history/run-directory.ts';

type Headers = Readonly<Record<string, string>>;

/** Nobody else's page may show, read or guess what is here. */
const always: Headers = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'SAMEORIGIN',
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Of our own pages. They have no script at all, and show reports in frames. */
export const pageHeaders: Headers = {
  ...always,
  'Content-Type': 'text/html; charset=utf-8',
  'Cache-Control': 'no-store',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; img-src data:; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
};

/** The style sheet's name changes with what is in it. */
export const styleHeaders: Headers = {
  ...always,
  'Content-Type': 'text/css; charset=utf-8',
  'Cache-Control': 'max-age=31536000, immutable',
};

const plainText = 'text/plain; charset=utf-8';

/** The kinds of files that are served, and as what: nothing that a browser could take for a page, but for pages. */
const types: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  json: 'application/json; charset=utf-8',
  png: 'image/png',
  ...Object.fromEntries(['jsonl', 'log', 'txt', 'md', 'edn', 'xml', 'yaml'].map((kind) => [kind, plainText])),
};

/** What a file is served as; nothing where it is of no kind that is. `name`: without its folder. */
export function typeOf(name: string): string | undefined {
  const [, kind = ''] = /\.([a-z]+)$/.exec(name) ?? [];
  return Object.hasOwn(types, kind) ? types[kind] : undefined;
}

/**
 * Of a stored file. It may have been written by anybody, so it is in a sandbox: without the origin of our pages it cannot reach them. A report has scripts,
 * and a policy of its own that names them; the other files have none.
 */
export function fileHeaders(name: string, type: string): Headers {
  const scripts = name === REPORT_FILE;
  const policy = [
    scripts ? 'sandbox allow-scripts' : 'sandbox',
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    ...(scripts ? ["script-src 'unsafe-inline'", 'worker-src blob:'] : []),
    'img-src data: blob:',
    'font-src data:',
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ];
  return {
    ...always,
    'Content-Type': type,
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': policy.join('; '),
  };
}
