import { notYet, there } from '../../cluster/wait.ts';
import type { Fault } from './fault.ts';

/** Undoes whatever was done to the target's link. */
export const healLink: Fault['heal'] = ({ cluster, target }) => cluster.links.restore(target);

/** Verified heal: Toxiproxy says that the link is whole. */
export const verifyLink: Fault['verify'] = async ({ cluster, target }) => {
  const setting = (await cluster.links.settings()).get(cluster.links.linkOf(target).name);
  return setting?.enabled && setting.toxics.length === 0 ? there('the link is whole') : notYet('the link is not whole');
};
