import { PassThrough } from 'node:stream';
import type Dockerode from 'dockerode';
import { exists } from '../../cluster/images/engine-images.ts';
import { DEFAULT_VERSION, resolveImages } from '../../cluster/images/recipes.ts';
import { OWNER_LABEL, RUN_LABEL, thisProcess } from '../../cluster/labels.ts';
import { byLine } from '../../cluster/observers/container-log.ts';
import { MICROS_PER_MS, type Micros, nowMicros } from '../../history/time.ts';

/** A container was asked the time after `sent`, and its answer `told` was there at `received`. */
export interface Echo {
  readonly sent: Micros;
  readonly told: Micros;
  readonly received: Micros;
}

/** So often it is asked: the narrowest answers count. */
const TIMES = 20;

/**
 * Asks the clock of a short-lived container of an image that is there, over one connection, so that an answer takes a millisecond. It is removed in any
 * case; one that a kill leaves behind has the labels by which `clean` finds it.
 * @returns nothing where there is no image of ours.
 */
export async function echoesOfContainer(engine: Dockerode): Promise<readonly Echo[] | undefined> {
  const image = resolveImages(DEFAULT_VERSION).get('base')?.tag;
  if (image === undefined || !(await exists(engine, image))) return undefined;
  const container = await engine.createContainer({
    Image: image,
    Cmd: ['bash', '-c', 'while read -r _; do date +%s%6N; done'],
    Labels: { [RUN_LABEL]: 'doctor', [OWNER_LABEL]: thisProcess() },
    OpenStdin: true,
    StdinOnce: true,
    HostConfig: { AutoRemove: true, NetworkMode: 'none' },
  });
  try {
    const stream = await container.attach({ stream: true, stdin: true, stdout: true, hijack: true });
    await container.start();
    return await ask(container, stream);
  } finally {
    await container.remove({ force: true, v: true }).catch(() => undefined);
  }
}

async function ask(container: Dockerode.Container, stream: NodeJS.ReadWriteStream): Promise<readonly Echo[]> {
  const output = new PassThrough();
  container.modem.demuxStream(stream, output, new PassThrough());
  const echoes: Echo[] = [];
  await new Promise<void>((resolve, reject) => {
    let sent = 0;
    const next = (): void => {
      sent = nowMicros();
      stream.write('\n');
    };
    stream.on('error', reject).on('close', () => reject(new Error('the container ended')));
    output.on(
      'data',
      byLine((line) => {
        // This machine's clock is read in whole ms, cut off.
        echoes.push({ sent, told: Number(line), received: nowMicros() + MICROS_PER_MS });
        if (echoes.length < TIMES) next();
        else resolve();
      }),
    );
    next();
  });
  stream.end();
  return echoes;
}
