import { notYet, there } from '../../cluster/wait.ts';
import { lookForWork } from './back-at-work.ts';
import type { Fault } from './fault.ts';

/** Undoes whatever was done to the target's link. */
export const healLink: Fault['heal'] = ({ cluster, target }) => cluster.links.restore(target);

/** Verified heal: the proxy is as it was, and the target has written its heartbeat to ZooKeeper since, or has ended. */
export const verifyLink: Fault['verify'] = async (context, _, healedAt) => {
  const { cluster, target } = context;
  const setting = (await cluster.links.settings()).get(cluster.links.linkOf(target).name);
  if (!setting?.enabled || setting.toxics.length > 0) return notYet('the link is not whole');
  const look = await lookForWork(context, target, healedAt);
  return look.done ? there(`the link is whole; ${look.value}`) : look;
};
