/** What of a request decides whether it is answered. */
export interface Asked {
  readonly method: string | undefined;
  readonly host: string | undefined;
  /** As it came over the wire, not normalised. */
  readonly target: string | undefined;
}

/** What was asked for: decoded, and safe to be joined to a folder's path. */
export interface Wanted {
  readonly segments: readonly string[];
  /** The path ends with a slash. */
  readonly folder: boolean;
  readonly query: URLSearchParams;
}

export type Understood =
  | { readonly kind: 'wanted'; readonly wanted: Wanted }
  | { readonly kind: 'refused'; readonly status: 400 | 405 | 421; readonly sentence: string };

/**
 * What a request asks for, or why it gets no answer. A page of somebody else's site may let the browser ask us under its own name (DNS rebinding): only
 * our own names are answered.
 * @param port on which we listen.
 */
export function understand({ method, host, target }: Asked, port: number): Understood {
  if (!isOurs(host, port)) return refused(421, `This server is only asked as http://127.0.0.1:${port}/.`);
  if (method !== 'GET' && method !== 'HEAD') return refused(405, 'This server is only read from: GET and HEAD.');
  const wanted = readTarget(target ?? '');
  return wanted ? { kind: 'wanted', wanted } : refused(400, 'This address is none that a page here leads to.');
}

function isOurs(host: string | undefined, port: number): boolean {
  const asked = host?.toLowerCase();
  return ['127.0.0.1', 'localhost'].some((name) => asked === `${name}:${port}` || (port === 80 && asked === name));
}

/** Each segment by itself is decoded, once: an encoded slash or dot does not get past what a plain one does not. */
function readTarget(target: string): Wanted | undefined {
  const mark = target.indexOf('?');
  const path = mark === -1 ? target : target.slice(0, mark);
  if (!path.startsWith('/') || path.includes('#')) return undefined;
  const parts = path.slice(1).split('/');
  const folder = parts.at(-1) === '';
  if (folder) parts.pop();
  const segments: string[] = [];
  for (const part of parts) {
    const segment = decoded(part);
    if (segment === undefined || !isName(segment)) return undefined;
    segments.push(segment);
  }
  return { segments, folder, query: new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1)) };
}

/** The name of a file or folder that may be asked for. What begins with a dot is nobody's business, `.` and `..` among it. */
function isName(segment: string): boolean {
  return segment !== '' && !segment.startsWith('.') && !/[/\\\0]/.test(segment);
}

function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function refused(status: 400 | 405 | 421, sentence: string): Understood {
  return { kind: 'refused', status, sentence };
}
