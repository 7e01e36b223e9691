import { arm, armed, disarm } from '../../cluster/agent/failpoints.ts';
import { serverNamed } from '../../cluster/cluster.ts';
import { notYet, there } from '../../cluster/wait.ts';
import type { EventOf } from '../../history/event.ts';
import { MICROS_PER_MS } from '../../history/time.ts';
import { roleOfPoint } from '../strikes.ts';
import type { Fault, FaultContext } from './fault.ts';

/**
 * Holds, delays or fails threads of one server at one point of its program, and nothing else of it: the rest of the server goes on, its heartbeats
 * included. All threads that come there until the heal, or those at one task. Until one comes, nothing is done.
 * Receipt: the thread itself says that it is there, in the server's log. Where no thread comes, there is none.
 */
export const failpoint: Fault<'failpoint'> = {
  words: {
    does: 'holds, delays (`delay_seconds`) or fails threads of a master or a worker at a `point` of its program, all or those at one `task`',
    receipt: "the thread says that it is there, in the server's log",
  },
  async begin({ cluster, target, fault, beganAt, limitMs }, { point, action, delayMs, task }) {
    const server = serverNamed(cluster.servers, target);
    if (server.role !== roleOfPoint(point)) throw new Error(`${target} never comes to ${point}`);
    await arm(server, fault, { point, action, delayMs, task, until: Math.ceil(beganAt / MICROS_PER_MS) + limitMs });
  },
  async receipt(context, { point, action }) {
    const [first] = toldOf(context, 'failpoint-reached');
    if (!first) return notYet(`no thread of ${context.target} came to ${point}`);
    const done = { hold: 'is held', delay: 'is delayed', fail: 'fails' }[action];
    return there({ proof: `a thread of ${context.target} ${done} at ${point}`, events: [first.seq] });
  },
  async heal({ cluster, target, fault }) {
    const server = serverNamed(cluster.servers, target);
    // What it asked for is asked of that process alone: the next one does not heed it.
    if ((await server.container.inspect()).State.Running) await disarm(server, fault);
  },
  async verify(context, { action }) {
    const { cluster, target, fault, evidence, beganAt } = context;
    const ended = evidence.of('container.die').find((event) => event.server === target && event.at >= beganAt);
    if (ended) return there(`${target} had ended, and its threads with it`);
    if ((await armed(serverNamed(cluster.servers, target))).includes(fault)) return notYet('it is still asked for');
    const reached = toldOf(context, 'failpoint-reached').length;
    const left = toldOf(context, 'failpoint-left').length;
    if (action === 'fail' || left >= reached) return there(`no thread of ${target} is held any more`);
    return notYet(`${reached - left} threads of ${target} are still held`);
  },
};

function toldOf(
  { evidence, target, fault, beganAt }: FaultContext,
  fact: 'failpoint-reached' | 'failpoint-left',
): readonly EventOf<'log'>[] {
  return evidence
    .of('log')
    .filter((event) => event.fact === fact && event.server === target && event.fault === fault && event.at >= beganAt);
}
