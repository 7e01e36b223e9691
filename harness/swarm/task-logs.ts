import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { contentOf } from '../../cluster/observers/container-log.ts';
import { within } from '../../cluster/wait.ts';
import { reasonOf } from '../../history/reason.ts';
import { servicesOf } from './job-view.ts';

/** A node that is down is asked as long as anybody waits. */
const ANSWER_MS = 20_000;

/** Keeps what a job's tasks have said, a file for each service: Swarm forgets it with the service. What can't be had is told. */
export async function keepTaskLogs(
  engine: Dockerode,
  campaign: string,
  folder: string,
  tell: (line: string) => void,
): Promise<void> {
  const services = await within('the services of the job', ANSWER_MS, () => servicesOf(engine, campaign)).catch(
    (error: unknown) => {
      tell(`what the tasks have said is lost (${reasonOf(error)})`);
      return [];
    },
  );
  for (const { ID: id, Spec: spec } of services) {
    try {
      const options = { stdout: true, stderr: true, timestamps: true };
      const frames = await within('the output of the tasks', ANSWER_MS, (abortSignal) =>
        engine.getService(id).logs({ ...options, abortSignal }),
      );
      mkdirSync(folder, { recursive: true });
      // Not followed, it comes in one piece.
      writeFileSync(join(folder, `${spec.Name}.log`), contentOf(frames as unknown as Buffer));
    } catch (error) {
      tell(`what the tasks of ${spec.Name} have said is lost (${reasonOf(error)})`);
    }
  }
}
