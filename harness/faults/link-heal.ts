import { notYet, there } from '../../cluster/wait.ts';
import type { Strike } from '../plan-schema.ts';
import type { LinkKind } from '../strikes.ts';
import type { Fault, FaultContext } from './fault.ts';

/** @returns the name of the link that the fault is about. */
export function linkOf({ cluster, target }: FaultContext, { link }: Strike<LinkKind>): string {
  return cluster.links.linkOf(target, link);
}

/** Undoes whatever was done to the link. */
export const healLink: Fault<LinkKind>['heal'] = (context, strike) =>
  context.cluster.links.restore(linkOf(context, strike));

/** Verified heal: Toxiproxy says that the link is whole. */
export const verifyLink: Fault<LinkKind>['verify'] = async (context, strike) => {
  const setting = (await context.cluster.links.settings()).get(linkOf(context, strike));
  return setting?.enabled && setting.toxics.length === 0 ? there('the link is whole') : notYet('the link is not whole');
};
