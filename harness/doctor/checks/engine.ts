import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { EngineError } from '../../../cluster/engine.ts';
import type { Check, Judgement } from '../check.ts';

const PID_FILE = '/var/run/docker.pid';
/** Where the launcher writes down which engine it has started. */
const OWN_PID_FILE = fileURLToPath(new URL('../../../.doublerun/dockerd.pid', import.meta.url));
/** Since when `docker pause`, `nft` in a container and event streams are known to work as clusters need them. */
const OLDEST = 20;

export const engine: Check = {
  name: 'engine',
  deadlineMs: 15_000,
  async look({ engine: connect }) {
    try {
      const { Version: version } = await (await connect()).version();
      return judgeEngine({ version, startedBy: startedBy() });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return { state: 'wrong', says: error.message, fix: howToStart(machine()) };
    }
  },
};

export function judgeEngine({
  version,
  startedBy: by,
}: {
  readonly version: string;
  readonly startedBy: string;
}): Judgement {
  const says = `Docker ${version} answers; ${by}`;
  if (Number.parseInt(version, 10) >= OLDEST) return { state: 'ok', says };
  return {
    state: 'warning',
    says: `${says}; nobody has tried one older than ${OLDEST}.10`,
    fix: 'install a newer one',
  };
}

interface Machine {
  readonly root: boolean;
  readonly hasDockerd: boolean;
  readonly hasApt: boolean;
  readonly hasSystemd: boolean;
  readonly hasSocket: boolean;
  readonly elsewhere: boolean;
}

/** The command that makes an engine answer. The launcher installs and starts one for commands that need it, for root on Debian. */
export function howToStart({ root, hasDockerd, hasApt, hasSystemd, hasSocket, elsewhere }: Machine): string {
  if (elsewhere) return 'unset DOCKER_HOST, or start the engine that it names';
  if (root && (hasDockerd || hasApt))
    return './doublerun images list   (it starts the engine, and installs it where it is not there)';
  if (hasSocket && !root)
    return 'sudo usermod -aG docker "$USER", then log in again   (the socket is there; this user may not use it)';
  if (hasDockerd) return hasSystemd ? 'sudo systemctl start docker' : 'sudo dockerd';
  return hasApt ? 'sudo apt-get install docker.io' : 'install a Docker engine (docs.docker.com/engine/install)';
}

function machine(): Machine {
  return {
    root: process.getuid?.() === 0,
    hasDockerd: ['/usr/bin/dockerd', '/usr/sbin/dockerd', '/usr/local/bin/dockerd'].some((path) => existsSync(path)),
    hasApt: existsSync('/usr/bin/apt-get'),
    hasSystemd: existsSync('/run/systemd/system'),
    hasSocket: existsSync('/var/run/docker.sock'),
    elsewhere: process.env['DOCKER_HOST'] !== undefined,
  };
}

function startedBy(): string {
  const pid = textOf(PID_FILE);
  if (pid === undefined) return 'who started it is not known';
  if (pid === textOf(OWN_PID_FILE)) return `./doublerun started it (pid ${pid}, log .doublerun/dockerd.log)`;
  const group = textOf(`/proc/${pid}/cgroup`) ?? '';
  return group.includes('docker.service') ? `systemd started it (pid ${pid})` : `somebody started it (pid ${pid})`;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return undefined;
  }
}
