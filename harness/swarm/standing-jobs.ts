import type Dockerode from 'dockerode';
import { z } from 'zod';
import type { Job } from './job.ts';
import { CAMPAIGN_LABEL, jobName, SHARDS_LABEL } from './names.ts';

/** A job that a Swarm has, whether or not anybody collects its runs. */
export interface StandingJob extends Pick<Job, 'name' | 'campaign' | 'shards'> {
  /** None: only its key is left. */
  readonly services: number;
}

const thingsSchema = z.array(z.object({ Spec: z.object({ Labels: z.record(z.string(), z.string()) }) }));

/** Every job of Doublerun's that the Swarm has, by its services and its key. The engine has to be one of its managers. */
export async function standingJobs(engine: Dockerode): Promise<readonly StandingJob[]> {
  const filters = JSON.stringify({ label: [CAMPAIGN_LABEL] });
  const [services, secrets] = await Promise.all([engine.listServices({ filters }), engine.listSecrets({ filters })]);
  const labelsOf = (things: unknown) => thingsSchema.parse(things).map(({ Spec: { Labels: labels } }) => labels);
  const [ofServices, ofSecrets] = [labelsOf(services), labelsOf(secrets)];
  const campaigns = new Set([...ofServices, ...ofSecrets].map((labels) => labels[CAMPAIGN_LABEL] ?? ''));
  return [...campaigns].sort().map((campaign) => {
    const own = ofServices.filter((labels) => labels[CAMPAIGN_LABEL] === campaign);
    const shards = Math.max(0, ...own.map((labels) => Number(labels[SHARDS_LABEL] ?? 0)));
    return { campaign, name: jobName(campaign), shards, services: own.length };
  });
}
