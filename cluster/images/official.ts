import type Dockerode from 'dockerode';
import { engineName } from '../labels.ts';
import { DATABASE } from '../scheduler-settings.ts';
import { PORTS } from '../topology.ts';
import { type Say, within } from '../wait.ts';
import { exists, type Pulled, pull } from './engine-images.ts';
import { ImageError } from './error.ts';
import { type ServerImage, serverImages } from './recipes.ts';

/** Time for the schema tool, a JVM of its own, ms. */
const SCHEMA_MS = 180_000;

/** The project's own images; `tools` brings the schema. */
const roles = [...serverImages, 'tools'] as const;

export function officialTag(role: ServerImage | 'tools', version: string): string {
  return `apache/dolphinscheduler-${role}:${version}`;
}

/** @returns tags of the official images that the engine does not have. */
export async function absentOfficial(engine: Dockerode, version: string): Promise<readonly string[]> {
  const tags = roles.map((role) => officialTag(role, version));
  const there = await Promise.all(tags.map((tag) => exists(engine, tag)));
  return tags.filter((_, index) => !there[index]);
}

/** Pulls what is absent, to the first that cannot be had. */
export async function pullOfficial(engine: Dockerode, version: string, say: Say, signal: AbortSignal): Promise<Pulled> {
  for (const tag of await absentOfficial(engine, version)) {
    const pulled = await pull(engine, tag, say, signal);
    if (!pulled.pulled) return { pulled: false, reason: `cannot pull ${tag}: ${pulled.reason}` };
  }
  return { pulled: true };
}

interface Place {
  readonly run: string;
  readonly network: string;
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * Makes the schema with the official tool, run once to its end.
 * @throws ImageError where it fails, DeadlineError.
 */
export async function upgradeSchema(
  engine: Dockerode,
  version: string,
  { run, network, labels }: Place,
  signal: AbortSignal,
): Promise<void> {
  const container = await engine.createContainer({
    name: engineName(run, 'schema'),
    Image: officialTag('tools', version),
    // The image's own entry point is bash, so that a command with bash in it would be `bash bash …`.
    Entrypoint: ['/bin/bash'],
    Cmd: ['tools/bin/upgrade-schema.sh'],
    Labels: { ...labels },
    HostConfig: { NetworkMode: network },
    Env: Object.entries({
      DATABASE: 'postgresql',
      SPRING_PROFILES_ACTIVE: 'postgresql,upgrade',
      SPRING_DATASOURCE_URL: `jdbc:postgresql://${engineName(run, 'database')}:${PORTS.postgres}/${DATABASE.name}`,
      SPRING_DATASOURCE_USERNAME: DATABASE.user,
      SPRING_DATASOURCE_PASSWORD: DATABASE.password,
    }).map(([key, value]) => `${key}=${value}`),
  });
  try {
    await container.start();
    const ended = await within('the schema tool', SCHEMA_MS, () => container.wait({ abortSignal: signal }));
    const { StatusCode: code } = ended as { StatusCode: number };
    if (code === 0) return;
    throw new ImageError('IMAGE_FAILED', `${officialTag('tools', version)} could not make the schema (exit ${code})`);
  } finally {
    await container.remove({ force: true, v: true });
  }
}
