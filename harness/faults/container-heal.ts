import { serverNamed } from '../../cluster/cluster.ts';
import { notYet, there } from '../../cluster/wait.ts';
import type { Fault } from './fault.ts';

/** Verified heal: the engine says that the target's container runs, or that it has ended since by itself. */
export const verifyContainer: Fault['verify'] = async ({ cluster, target, evidence, beganAt }) => {
  const { State: state } = await serverNamed(cluster.servers, target).container.inspect();
  if (state.Running && !state.Paused) return there(`${target} runs`);
  const ended = evidence.of('container.die').findLast((event) => event.server === target && event.at >= beganAt);
  const started = evidence.of('container.start').findLast((event) => event.server === target && event.at >= beganAt);
  if (ended && started && ended.at > started.at)
    return there(`${target} had ended (exit ${ended.exitCode ?? 'unknown'})`);
  return notYet(state.Paused ? `${target} is frozen` : `${target} does not run`);
};
