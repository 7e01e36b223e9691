import { execute } from '../observers/execute.ts';
import type { Server } from '../server.ts';

/** Where the agent in a server looks for what is asked of it, a file for each fault: docker/agent, Failpoints.java. */
const FOLDER = '/tmp/doublerun/failpoints';

/** What is asked of a server's threads at one point. */
export interface Failpoint {
  readonly point: string;
  readonly action: 'hold' | 'delay' | 'fail';
  /** How long a thread is delayed, ms. */
  readonly delayMs?: number | undefined;
  /** Name of the only task that it concerns. */
  readonly task?: string | undefined;
  /** From then on nothing is asked any more, ms since the epoch. */
  readonly until: number;
}

/** Asks a server for a failpoint. It ends with `disarm`, when its time is over, and with the server's process. @throws Error where the server cannot be told. */
export async function arm(server: Server, fault: string, failpoint: Failpoint): Promise<void> {
  // Whole or not at all: a thread may read it at any moment.
  const script = 'mkdir -p "$1" && printf "%s" "$3" > "$1.$2.part" && mv "$1.$2.part" "$1/$2"';
  await run(server, ['bash', '-c', script, 'bash', FOLDER, fault, propertiesOf(failpoint)]);
}

/** Done twice it is done once. @throws Error where the server does not run, or is frozen. */
export async function disarm(server: Server, fault: string): Promise<void> {
  await run(server, ['rm', '-f', `${FOLDER}/${fault}`]);
}

/** @returns the faults that something is asked of a server for. @throws Error where it does not run, or is frozen. */
export async function armed(server: Server): Promise<readonly string[]> {
  const output = await run(server, ['bash', '-c', 'ls -1 "$1" 2> /dev/null || true', 'bash', FOLDER]);
  return output.split('\n').filter((line) => line !== '');
}

/** @returns the file's content, as Java's Properties read it: names and tasks hold nothing that would have to be escaped. */
export function propertiesOf({ point, action, delayMs, task, until }: Failpoint): string {
  const values = { point, action, millis: delayMs, task, until };
  return Object.entries(values)
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}\n`]))
    .join('');
}

async function run({ name, container }: Server, command: readonly string[]): Promise<string> {
  const { exitCode, output } = await execute(container, command);
  if (exitCode !== 0) throw new Error(`${name} cannot be told of a failpoint (exit ${exitCode}): ${output.trim()}`);
  return output;
}
