import { findLeftovers, type Leftover } from '../../../cluster/sweep.ts';
import type { Check, Judgement } from '../check.ts';

export const leftovers: Check = {
  name: 'leftovers',
  deadlineMs: 15_000,
  look: async ({ engine }) => judgeLeftovers(await findLeftovers(await engine())),
};

export function judgeLeftovers(all: readonly Pick<Leftover, 'run' | 'state'>[]): Judgement {
  const names = (state: Leftover['state']): readonly string[] =>
    all.filter((each) => each.state === state).map(({ run }) => run);
  const [running, kept, abandoned] = [names('running'), names('kept'), names('abandoned')];
  const there = [
    ...(running.length === 0 ? [] : [`going on: ${running.join(', ')}`]),
    ...(kept.length === 0 ? [] : [`kept: ${kept.join(', ')}`]),
  ].join('; ');
  if (abandoned.length === 0)
    return {
      state: 'ok',
      says: there === '' ? 'nothing of earlier runs is left' : `nothing of killed runs is left; ${there}`,
    };
  const says = `killed runs left containers, networks or volumes: ${abandoned.join(', ')}${there === '' ? '' : `; ${there}`}`;
  return { state: 'warning', says, fix: './doublerun clean' };
}
