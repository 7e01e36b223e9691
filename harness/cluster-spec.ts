import type { ClusterSpec } from '../cluster/topology.ts';
import type { Plan } from './plan-schema.ts';

/** What of a cluster a plan decides. */
export function wishesOf({
  cluster,
}: Plan): Pick<ClusterSpec, 'masters' | 'workers' | 'zookeepers' | 'links' | 'settings'> {
  const { masters, workers, zookeepers, links, ...settings } = cluster;
  return { masters, workers, zookeepers, links, settings };
}

/** @returns in words how a standing cluster differs from what a plan wants; nothing where it does not. */
export function differences(plan: Plan, spec: ClusterSpec): readonly string[] {
  const { settings: wantedSettings, ...wanted } = wishesOf(plan);
  const { settings } = spec;
  const pairs: readonly (readonly [string, unknown, unknown])[] = [
    ['masters', wanted.masters, spec.masters],
    ['workers', wanted.workers, spec.workers],
    ['ZooKeepers', wanted.zookeepers, spec.zookeepers],
    ['links to', wanted.links.join(' and '), spec.links.join(' and ')],
    ['registry disconnect strategy', wantedSettings.registryDisconnectStrategy, settings.registryDisconnectStrategy],
    ['session timeout', wantedSettings.sessionTimeoutSeconds, settings.sessionTimeoutSeconds],
    ['sudo', wantedSettings.sudo, settings.sudo],
    ['pstree', wantedSettings.pstree, settings.pstree],
    ['fixes', listed(wantedSettings.fixes), listed(settings.fixes)],
    ['failpoints', wantedSettings.failpoints, settings.failpoints],
  ];
  return pairs.flatMap(([name, wants, has]) => (wants === has ? [] : [`${name} ${wants} wanted, ${has} there`]));
}

function listed(fixes: readonly string[]): string {
  return fixes.join(' and ') || 'none';
}
