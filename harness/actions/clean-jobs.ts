import type Dockerode from 'dockerode';
import { reasonOf } from '../../history/reason.ts';
import { endJob } from '../swarm/follow.ts';
import { managesSwarm } from '../swarm/manager.ts';
import { type StandingJob, standingJobs } from '../swarm/standing-jobs.ts';

/**
 * Says which jobs the Swarm has that this engine manages, and ends them where that is asked for. Nobody can tell here whether somebody collects their
 * runs, so that is for a person to say.
 * @returns how many there are.
 */
export async function cleanJobs(engine: Dockerode, end: boolean, say: (line: string) => void): Promise<number> {
  if (!(await managesSwarm(engine))) return 0;
  const jobs = await standingJobs(engine);
  for (const job of jobs) {
    if (!end) say(`left    ${inWords(job)} (${adviceOn(job)}; --jobs ends it)`);
    else
      await endJob(job, engine).then(
        () => say(`ended   ${inWords(job)}`),
        (error: unknown) => say(`left    ${inWords(job)} (it cannot be ended: ${reasonOf(error)})`),
      );
  }
  return jobs.length;
}

function inWords({ name, campaign, services, shards }: StandingJob): string {
  return `${name}, the Swarm's job of the campaign ${campaign}: ${services === 0 ? 'its key alone' : `${shards} tasks`}`;
}

function adviceOn({ services }: StandingJob): string {
  return services === 0 ? 'nothing goes on' : 'the command that submitted it, with the same --runs, takes it up';
}
