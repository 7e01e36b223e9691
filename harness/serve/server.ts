import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { reasonOf } from '../../history/reason.ts';
import { StoredRuns } from '../stored-runs/stored-runs.ts';
import { UsageError } from '../usage-error.ts';
import { type Answer, Answers } from './answer.ts';
import { fileHeaders, pageHeaders, styleHeaders } from './headers.ts';
import { understand } from './request.ts';
import type { OpenFile } from './stored-files.ts';

/** Nobody but this machine reaches it. */
const ADDRESS = '127.0.0.1';

export interface ServeOptions {
  /** The folder of runs, an absolute path. */
  readonly root: string;
  /** The same as people name it. */
  readonly shown: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Takes what went wrong inside, a line each. */
  readonly complain: (line: string) => void;
}

export interface Serving {
  readonly port: number;
  /** Ends it, whoever is connected. */
  close(): Promise<void>;
}

/**
 * Serves pages of the runs in a folder, to this machine alone, and to be read only.
 * @throws UsageError where the port is taken.
 */
export async function serve({ root, shown, port, complain }: ServeOptions): Promise<Serving> {
  const answers = new Answers(new StoredRuns(root), shown);
  const server = createServer((request, response) => {
    respond(request, response, answers, portOf(server)).catch((error: unknown) => {
      complain(`${request.method} ${JSON.stringify(request.url)}: ${reasonOf(error)}`);
      if (response.headersSent) response.destroy();
      else send(response, answers.message(500, 'That went wrong', 'The terminal that serves this page says why.'));
    });
  });
  await listen(server, port);
  return {
    port: portOf(server),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answers: Answers,
  port: number,
): Promise<void> {
  const { method, url: target } = request;
  const understood = understand({ method, host: request.headers.host, target }, port);
  if (understood.kind === 'refused') {
    const { status, sentence } = understood;
    if (status === 405) response.setHeader('Allow', 'GET, HEAD');
    // What else was sent is not read.
    response.setHeader('Connection', 'close');
    return send(response, answers.message(status, 'Not answered', sentence));
  }
  const answer = await answers.answer(understood.wanted, Date.now());
  if (answer.kind === 'file') return sendFile(request, response, answer.file);
  send(response, answer);
}

/** Node leaves out the body where only the head was asked for. */
function send(response: ServerResponse, answer: Exclude<Answer, { kind: 'file' }>): void {
  switch (answer.kind) {
    case 'page':
      response.writeHead(answer.status, { ...pageHeaders, 'Content-Length': Buffer.byteLength(answer.text) });
      response.end(answer.text);
      return;
    case 'styles':
      response.writeHead(200, { ...styleHeaders, 'Content-Length': Buffer.byteLength(answer.text) });
      response.end(answer.text);
      return;
    case 'elsewhere':
      response.writeHead(302, { ...pageHeaders, Location: answer.link, 'Content-Length': 0 });
      response.end();
      return;
    default:
      answer satisfies never;
  }
}

async function sendFile(request: IncomingMessage, response: ServerResponse, file: OpenFile): Promise<void> {
  const { handle, name, type, bytes, tag } = file;
  try {
    const headers = { ...fileHeaders(name, type), ETag: tag };
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, headers).end();
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Length': bytes });
    if (request.method === 'HEAD' || bytes === 0) {
      response.end();
      return;
    }
    // A file that grows meanwhile is sent as long as was said. Whoever goes away while it is sent is no error of ours.
    const content = handle.createReadStream({ end: bytes - 1, autoClose: false });
    await pipeline(content, response).catch(() => response.destroy());
  } finally {
    await handle.close();
  }
}

async function listen(server: Server, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const known = error.code === 'EADDRINUSE' || error.code === 'EACCES';
      reject(
        known
          ? new UsageError(`--port ${port}: cannot be had (${error.code}); without it, any free one is taken`)
          : error,
      );
    });
    server.listen(port, ADDRESS, resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}
