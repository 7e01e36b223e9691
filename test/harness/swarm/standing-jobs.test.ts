import type Dockerode from 'dockerode';
import { expect, test } from 'vitest';
import { cleanJobs } from '../../../harness/actions/clean-jobs.ts';
import { CAMPAIGN_LABEL, jobName, SHARDS_LABEL } from '../../../harness/swarm/names.ts';

interface Thing {
  readonly ID: string;
  readonly Spec: { readonly Name: string; readonly Labels: Readonly<Record<string, string>> };
}

/** A Swarm with a job of a campaign, the key of another, and what is somebody else's. */
function swarm(manager = true) {
  const thing = (name: string, labels: Readonly<Record<string, string>>): Thing => ({
    ID: `id-${name}`,
    Spec: { Name: name, Labels: labels },
  });
  const night = { [CAMPAIGN_LABEL]: 'night', [SHARDS_LABEL]: '4' };
  const name = jobName('night');
  let services = [thing(name, night), thing(`${name}-2-1`, night), thing('web', {})];
  let secrets = [thing(name, night), thing(jobName('day'), { [CAMPAIGN_LABEL]: 'day' }), thing('password', {})];
  const matching = (things: readonly Thing[], filters: string): readonly Thing[] => {
    const [label = ''] = (JSON.parse(filters) as { readonly label: readonly string[] }).label;
    const [key = '', value] = label.split('=');
    return things.filter(
      ({ Spec: { Labels: labels } }) => key in labels && (value === undefined || labels[key] === value),
    );
  };
  const engine = {
    info: async () => ({ Swarm: { LocalNodeState: manager ? 'active' : 'inactive', ControlAvailable: manager } }),
    listServices: async ({ filters }: { filters: string }) => matching(services, filters),
    listSecrets: async ({ filters }: { filters: string }) => matching(secrets, filters),
    listTasks: async () => [],
    listNodes: async () => [],
    listContainers: async () => [],
    getService: (id: string) => ({
      inspect: async () => ({ Version: { Index: 1 }, Spec: { TaskTemplate: {} } }),
      update: async () => undefined,
      remove: async () => {
        services = services.filter(({ ID: its }) => its !== id);
      },
    }),
    getSecret: (secret: string) => ({
      remove: async () => {
        secrets = secrets.filter(({ Spec: { Name: its } }) => its !== secret);
      },
    }),
  };
  const left = () => [...services, ...secrets].map(({ Spec: { Name: its } }) => its);
  return { engine: engine as unknown as Dockerode, left };
}

async function cleaned(engine: Dockerode, end: boolean): Promise<readonly string[]> {
  const said: string[] = [];
  expect(await cleanJobs(engine, end, (line) => said.push(line))).toBe(said.length);
  return said;
}

test('a job that nobody took up is named, with how to take it up, and left alone', async () => {
  const { engine, left } = swarm();
  const before = left();
  const [day, night, ...more] = await cleaned(engine, false);
  expect(day).toMatch(/^left .* the campaign day: its key alone \(nothing goes on; --jobs ends it\)$/);
  expect(night).toMatch(
    /^left .* the campaign night: 4 tasks \(the command that submitted it, with the same --runs, takes it up; --jobs ends it\)$/,
  );
  expect(more).toEqual([]);
  expect(left()).toEqual(before);
});

test('where that is asked for, jobs are ended, with their keys, and nothing else', async () => {
  const { engine, left } = swarm();
  expect(await cleaned(engine, true)).toHaveLength(2);
  expect(left()).toEqual(['web', 'password']);
  expect(await cleaned(engine, true)).toEqual([]);
});

test('an engine that manages no Swarm is not asked for jobs', async () => {
  expect(await cleaned(swarm(false).engine, true)).toEqual([]);
});
