import type { Direction, LinkSetting, ToxicType } from '../../cluster/links.ts';
import { type Look, notYet, there } from '../../cluster/wait.ts';
import type { Strike } from '../plan-schema.ts';
import type { LinkKind } from '../strikes.ts';
import type { Fault, FaultContext } from './fault.ts';

/** @returns the name of the link that the fault is about. */
export function linkOf({ cluster, target }: FaultContext, { link }: Strike<LinkKind>): string {
  return cluster.links.linkOf(target, link);
}

type Healing = Pick<Fault<LinkKind>, 'heal' | 'verify'>;

/** Lets the link take connections again. Verified heal: Toxiproxy says that it does. */
export const reopening: Healing = {
  heal: (context, strike) => context.cluster.links.accept(linkOf(context, strike)),
  verify: (context, strike) =>
    lookAtLink(context, strike, ({ enabled }) =>
      enabled ? there('the link takes connections') : notYet('the link is closed'),
    ),
};

/**
 * Removes a toxic from one direction of the link or from both; those of other faults stay. Verified heal: Toxiproxy says that it is gone.
 */
export function removing<Kind extends LinkKind>(
  type: ToxicType,
  directionsOf: (strike: Strike<Kind>) => readonly Direction[],
): Pick<Fault<Kind>, 'heal' | 'verify'> {
  return {
    async heal(context, strike) {
      for (const direction of directionsOf(strike)) {
        await context.cluster.links.undo(linkOf(context, strike), type, direction);
      }
    },
    verify: (context, strike) =>
      lookAtLink(context, strike, ({ toxics }) => {
        const left = directionsOf(strike).filter((direction) => toxics.includes(`${type} ${direction}`));
        return left.length === 0 ? there(`the link has no ${type} any more`) : notYet(`${type} ${left.join(', ')}`);
      }),
  };
}

async function lookAtLink(
  context: FaultContext,
  strike: Strike<LinkKind>,
  look: (setting: LinkSetting) => Look<string>,
): Promise<Look<string>> {
  const link = linkOf(context, strike);
  const setting = (await context.cluster.links.settings()).get(link);
  return setting ? look(setting) : notYet(`Toxiproxy does not know ${link}`);
}
