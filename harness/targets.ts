import type { Execution } from '../checkers/executions.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { type Look, notYet, there } from '../cluster/wait.ts';
import { type Micros, nowMicros } from '../history/time.ts';
import type { PlannedFault } from './plan-schema.ts';
import { type EnsembleRole, readTarget, type Target } from './strikes.ts';
import type { Occasion } from './triggers.ts';
import type { View } from './view.ts';

interface Scene {
  readonly cluster: Cluster;
  readonly view: View;
  /** By fault: the server that it struck. */
  readonly struck: ReadonlyMap<string, string>;
}

/** The server that a fault strikes; of a fault between two, the other one too. */
export interface Struck {
  readonly target: string;
  readonly peer?: string;
}

/** One look at which servers a planned fault means now. @throws Error where a text is no role: a plan that was changed by hand. */
export function lookForStruck({ target: role, strike }: PlannedFault, occasion: Occasion, scene: Scene): Look<Struck> {
  const target = lookForTarget(role, occasion, scene);
  if (!target.done) return target;
  if (strike.kind !== 'partition') return there({ target: target.value });
  const peer = lookForTarget(strike.from, occasion, scene);
  if (!peer.done) return peer;
  return peer.value === target.value
    ? notYet(`${role} and ${strike.from} are both ${peer.value}`)
    : there({ target: target.value, peer: peer.value });
}

/** One look at which server a role means now. @throws Error where the text is no role: a plan that was changed by hand. */
function lookForTarget(text: string, occasion: Occasion, scene: Scene): Look<string> {
  const target = readTarget(text);
  if (!target) throw new Error(`${text} is no target`);
  return lookFor(target, occasion, scene);
}

function lookFor(target: Target, occasion: Occasion, scene: Scene): Look<string> {
  const { cluster, view, struck } = scene;
  switch (target.role) {
    case 'zookeeper':
    case 'database':
    case 'api':
      return there(target.role);
    case 'zk-leader':
    case 'zk-follower':
    case 'zk-other-follower':
      return lookForMember(target.role, scene);
    case 'owner':
    case 'standby':
      return lookForMaster(target.role, occasion, scene);
    case 'worker': {
      const { execution = view.alive(nowMicros())[0] } = occasion;
      return execution ? there(execution.worker) : notYet('no task runs');
    }
    case 'worker-of':
    case 'other-worker-of': {
      const last = lastOf(view, target.task);
      if (!last) return notYet(`no worker ran ${target.task}`);
      if (target.role === 'worker-of') return there(last.worker);
      const other = cluster.servers.find(({ role, name }) => role === 'worker' && name !== last.worker);
      return other ? there(other.name) : notYet('there is no other worker');
    }
    case 'target-of': {
      const server = struck.get(target.fault);
      return server === undefined ? notYet(`the fault ${target.fault} has struck nobody`) : there(server);
    }
  }
}

function lookForMaster(role: 'owner' | 'standby', { workflow }: Occasion, { cluster, view }: Scene): Look<string> {
  const { workflows } = view.situation;
  const now: Micros = nowMicros();
  // A trigger that is about no workflow means the first that has an owner.
  const candidates = workflow === undefined ? [...workflows.all()].map(({ latest }) => latest.workflow) : [workflow];
  const owner = candidates.map((each) => workflows.ownerAt(each, now)?.owner).find((each) => each !== undefined);
  if (owner === undefined) return notYet('the workflow has no owner');
  if (role === 'owner') return there(owner);
  const standby = cluster.servers.find((server) => server.role === 'master' && server.name !== owner);
  return standby ? there(standby.name) : notYet('there is no other master');
}

function lookForMember(role: EnsembleRole, { cluster, view }: Scene): Look<string> {
  const leader = view.evidence.of('registry.lead').at(-1)?.server;
  if (!leader) return notYet('no ZooKeeper leads');
  if (role === 'zk-leader') return there(leader);
  const followers = cluster.servers.filter((server) => server.role === 'zookeeper' && server.name !== leader);
  const follower = followers[role === 'zk-follower' ? 0 : 1];
  return follower ? there(follower.name) : notYet(`${followers.length} ZooKeepers follow`);
}

function lastOf(view: View, task: string): Execution | undefined {
  return [...view.situation.executions.all()].findLast((each) => view.situation.task(each)?.name === task);
}
