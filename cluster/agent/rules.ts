import { familyOf } from '../dolphinscheduler/families.ts';
import type { SchedulerSettings } from '../scheduler-settings.ts';
import type { ClusterSpec, Role } from '../topology.ts';

/** Where the agent is mounted in masters and workers: docker/agent. */
export const AGENT_FOLDER = '/opt/doublerun/agent';

/** Nobody has written rules for this version's classes. */
class AgentError extends Error {
  readonly code = 'AGENT_NO_RULES';

  constructor(version: string) {
    super(
      `fixes and failpoints are rules for the classes of DolphinScheduler 3.1 and 3.2; there are none for ${version}`,
    );
    this.name = 'AgentError';
  }
}

/** Nodes of ZooKeeper that the fix `worker-guard` makes for tasks that run; they register nobody, and are no locks of the scheduler's. */
export const GUARD_ROOT = '/dolphinscheduler/doublerun/';

/** Whether servers start with the agent. Without it the software is as it came. */
export function needsAgent({ fixes, failpoints }: SchedulerSettings): boolean {
  return fixes.length > 0 || failpoints;
}

/**
 * The scripts of rules that a server starts with, in the order in which rules at one place act: a failpoint stands before a check that follows it.
 * @returns paths in the server's container; none where nothing of it is changed.
 * @throws AgentError, VersionError
 */
export function scriptsOf(
  { version, settings }: Pick<ClusterSpec, 'version' | 'settings'>,
  role: Role,
): readonly string[] {
  if (!needsAgent(settings) || (role !== 'master' && role !== 'worker')) return [];
  const fix = role === 'master' ? 'host-check' : 'worker-guard';
  const names = [
    ...(settings.failpoints ? [`failpoints-${role}`] : []),
    ...(settings.fixes.includes(fix) ? [fix] : []),
  ];
  const { agentRules } = familyOf(version).family;
  if (agentRules === undefined) throw new AgentError(version);
  return names.map((name) => `${AGENT_FOLDER}/rules/${agentRules}/${name}.btm`);
}

/** @returns the JVM's option that loads scripts; the helper goes on the class path that the server's own classes are on. */
export function agentOption(scripts: readonly string[]): string {
  const options = [...scripts.map((script) => `script:${script}`), `sys:${AGENT_FOLDER}/doublerun-agent.jar`];
  return `-javaagent:${AGENT_FOLDER}/byteman.jar=${options.join(',')}`;
}
