import { MS_PER_SECOND } from '../history/time.ts';
import { type Cluster, serverNamed } from './cluster.ts';
import { execute } from './observers/execute.ts';
import { within } from './wait.ts';

/** Time for the engine to run a command of one line, ms. */
const ANSWER_MS = 15_000;

/**
 * Writes down for the proxies' own container (docker/toxiproxy/heal-links.sh) when every link is to be healed there, in place of what was written before.
 * @param moment ms since the epoch; nothing where nothing is to be healed.
 */
export async function healLinksBy({ servers }: Pick<Cluster, 'servers'>, moment: number | undefined): Promise<void> {
  const { container } = serverNamed(servers, 'toxiproxy');
  // Whole or not at all: half a number is an earlier moment.
  const script =
    moment === undefined ? 'rm -f "$1"' : `echo ${Math.ceil(moment / MS_PER_SECOND)} > "$1.part" && mv "$1.part" "$1"`;
  const command = ['bash', '-c', script, 'bash', '/tmp/heal-links-by'];
  const { exitCode, output } = await within('the proxies, heal links by', ANSWER_MS, () => execute(container, command));
  if (exitCode !== 0) throw new Error(`the proxies cannot be told when to heal: ${output}`);
}
