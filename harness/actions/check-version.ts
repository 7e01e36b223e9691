import { familyOf } from '../../cluster/dolphinscheduler/families.ts';
import { isMeantFor } from '../../cluster/dolphinscheduler/version-range.ts';
import type { Plan } from '../plan-schema.ts';

/**
 * Tells the user where no adapter was made for a version. Once a command.
 * @throws VersionError where it is none.
 */
export function checkVersion(version: string): void {
  const { warning } = familyOf(version);
  if (warning !== undefined) process.stderr.write(`${warning}\n`);
}

/** Tells the user where a plan is meant for other versions than the one that it is run on: what it looks for may not be there. */
export function tellMeantFor({ scenario, versions }: Pick<Plan, 'scenario' | 'versions'>, version: string): void {
  if (isMeantFor(version, versions)) return;
  process.stderr.write(
    `${scenario} is meant for DolphinScheduler ${versions}; it is run on ${version} all the same: what it tries may not be there\n`,
  );
}
