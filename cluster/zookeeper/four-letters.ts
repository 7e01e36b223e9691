import { connect } from 'node:net';
import type { Address } from '../server.ts';
import { within } from '../wait.ts';

/**
 * Asks ZooKeeper one of its four-letter commands, on a connection of its own.
 * @throws DeadlineError after `answerMs`, the socket's error where nobody listens.
 */
export function fourLetters(
  { host, port }: Address,
  word: 'cons' | 'dump' | 'ruok' | 'srvr',
  answerMs: number,
): Promise<string> {
  return within(
    `ZooKeeper, ${word}`,
    answerMs,
    (signal) =>
      new Promise((resolve, reject) => {
        const socket = connect({ host, port, signal });
        let answer = '';
        socket.setEncoding('utf8');
        socket.on('data', (text: string) => {
          answer += text;
        });
        socket.once('end', () => resolve(answer));
        socket.once('error', reject);
        // No half-close: ZooKeeper drops the connection, unanswered, when it reads the end first.
        socket.write(word);
      }),
  );
}

/** What ZooKeeper holds at a moment: each session with its connection and its ephemeral nodes. */
export interface RegistrySnapshot {
  readonly sessions: ReadonlyMap<string, SessionState>;
}

export interface SessionState {
  /** `address:port` of the client's end; null while no connection carries it. */
  readonly connection: string | null;
  /** ms that ZooKeeper granted; null while no connection carries it. */
  readonly timeoutMs: number | null;
  readonly ephemerals: readonly string[];
}

/** Whether an answer to `dump` is one: a server that serves nobody says so instead, or nothing. */
export function isDump(answer: string): boolean {
  return answer.includes('ephemeral nodes dump:');
}

/**
 * Reads the answers of `dump` and `cons`, asked one after the other. Cost: one pass over each.
 * @param dump of the one that leads. @param cons of all. @param others the other members' dumps: of them only their connections count.
 */
export function parseSnapshot(dump: string, cons: string, others = ''): RegistrySnapshot {
  const [tracker = '', rest = ''] = dump.split(/^ephemeral nodes dump:$/m);
  const [ephemerals = '', connections = ''] = rest.split(/^Connections dump:$/m);
  const owned = ephemeralsBySession(ephemerals);
  const byConnection = new Map(
    [...`${others}\n${connections}`.matchAll(/ip: \/(\S+) sessionId: (0x[0-9a-f]+)/g)].map(
      ([, ip = '', session = '']) => [session, ip],
    ),
  );
  const timeouts = new Map(
    [...cons.matchAll(/sid=(0x[0-9a-f]+),.*?\bto=(\d+)/g)].map(([, session = '', timeout]) => [
      session,
      Number(timeout),
    ]),
  );
  // A session that has only just been opened may be in a later part of the answer and not yet in the first.
  const names = new Set([
    ...[...tracker.matchAll(/^\t(0x[0-9a-f]+)$/gm)].map(([, session = '']) => session),
    ...owned.keys(),
  ]);
  return {
    sessions: new Map(
      [...names].map((session) => [
        session,
        {
          connection: byConnection.get(session) ?? null,
          timeoutMs: timeouts.get(session) ?? null,
          ephemerals: owned.get(session) ?? [],
        },
      ]),
    ),
  };
}

function ephemeralsBySession(text: string): Map<string, string[]> {
  const owned = new Map<string, string[]>();
  let paths: string[] = [];
  for (const line of text.split('\n')) {
    const [, session] = /^(0x[0-9a-f]+):$/.exec(line) ?? [];
    if (session) {
      paths = [];
      owned.set(session, paths);
    } else if (line.startsWith('\t')) paths.push(line.slice(1));
  }
  return owned;
}
