import { execute } from '../observers/execute.ts';
import { BootError, type Server } from '../server.ts';
import type { ClusterSpec } from '../topology.ts';
import { allSettled, within } from '../wait.ts';
import { AGENT_FOLDER, scriptsOf } from './rules.ts';

/** Time for Byteman to look through a server's classes, ms: it takes half a second of a whole processor. */
const CHECK_MS = 60_000;

/** What Byteman's checker says of scripts that fit; its exit code says nothing. */
const ALL_FIT = /^TestScript: no errors$/m;

/**
 * Holds the rules that servers start with against the very classes that they start from. A rule that fits nowhere would be left out at run time without
 * a word, and what it should have changed be taken for changed.
 * @throws BootError that names rule and class
 */
export async function checkRules(spec: ClusterSpec, servers: readonly Server[]): Promise<void> {
  // Servers of a role share their image and their rules.
  const one = new Map(servers.map((server) => [server.role, server]));
  await allSettled(
    [...one.values()].map(async (server) => {
      const scripts = scriptsOf(spec, server.role);
      if (scripts.length === 0) return;
      const { output } = await within(`the rules of ${server.name}`, CHECK_MS, () =>
        execute(server.container, ['bash', '-c', CHECK, 'bash', ...scripts]),
      );
      const problem = problemsOf(output);
      if (problem) throw new BootError(`${server.name} would not be changed as asked for:\n${problem}`);
    }),
  );
}

/** The class path is that of every layout: ours and the official images', and that of somebody's own build. */
const CHECK = [
  `"\${JAVA_HOME:+$JAVA_HOME/bin/}java" -XX:TieredStopAtLevel=1`,
  `-cp "${AGENT_FOLDER}/byteman.jar:${AGENT_FOLDER}/doublerun-agent.jar:\${DOUBLERUN_HOME:-\${DOLPHINSCHEDULER_HOME:-/opt/dolphinscheduler}}/libs/*"`,
  'org.jboss.byteman.check.TestScript "$@" 2>&1',
].join(' ');

/** @returns what the checker says of rules that do not fit, or all that it said where it did not come to its end; nothing where all fit. */
export function problemsOf(output: string): string | undefined {
  if (ALL_FIT.test(output)) return undefined;
  const lines = output.split('\n').filter((line) => /^(?:ERROR|WARNING) |Exception: /.test(line));
  return (lines.length > 0 ? lines.join('\n') : output).trim() || 'the checker said nothing';
}
