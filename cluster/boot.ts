import type { SchedulerClient } from './dolphinscheduler/client.ts';
import type { RegisteredServer } from './dolphinscheduler/family.ts';
import { lastLines } from './observers/container-log.ts';
import { BootError, LAST_LINES, type Server } from './server.ts';
import { notYet, type Say, there, waitFor } from './wait.ts';

/** Time from the first container to a ready API and every server registered, ms: five JVMs on two cores take up to 60 s. */
const BOOT_MS = 240_000;

interface Boot {
  readonly servers: readonly Server[];
  readonly client: SchedulerClient;
  readonly masters: number;
  readonly workers: number;
  readonly say: Say;
  readonly signal: AbortSignal;
}

/**
 * Waits for an API that takes calls and for every master and worker in the registry.
 * @throws BootError as soon as a server's process has ended, DeadlineError.
 */
export async function awaitBoot({ servers, client, masters, workers, say, signal }: Boot): Promise<void> {
  const failed = new AbortController();
  const either = AbortSignal.any([signal, failed.signal]);
  const common = { deadlineMs: BOOT_MS, everyMs: 250, signal: either, say };
  const dead = (error: BootError) => failed.abort(error);
  const watch = setInterval(
    // An engine that does not answer for once is asked again.
    () =>
      void firstDead(servers).then(
        (error) => error && dead(error),
        () => undefined,
      ),
    1_000,
  );
  try {
    await waitFor({
      what: 'API ready',
      ...common,
      look: async (look) => ((await client.ready(look)) ? there(true) : notYet('not ready')),
    });
    await client.logIn();
    await waitFor({
      what: `${masters} masters and ${workers} workers registered`,
      ...common,
      look: async () => {
        const found = await registered(client);
        return found.masters.length === masters && found.workers.length === workers
          ? there(true)
          : notYet(`${found.masters.length} masters, ${found.workers.length} workers`);
      },
    });
  } finally {
    clearInterval(watch);
  }
}

/** The servers that the registry knows now. */
export async function registered(
  client: SchedulerClient,
): Promise<{ readonly masters: readonly RegisteredServer[]; readonly workers: readonly RegisteredServer[] }> {
  return {
    masters: await client.call(client.calls.servers('master')),
    workers: await client.call(client.calls.servers('worker')),
  };
}

async function firstDead(servers: readonly Server[]): Promise<BootError | undefined> {
  for (const { name, container } of servers) {
    const { State: state } = await container.inspect();
    if (state.Running) continue;
    // Asked of the engine: of what is being followed, the very last may not have come through yet.
    const lines = await lastLines(container, LAST_LINES);
    return new BootError(`${name} ended while it booted (exit ${state.ExitCode}). Its last lines:\n${lines}`);
  }
  return undefined;
}
