import type { Family } from './family.ts';

/** What 3.2 and everything later has in common. */

/** RegistryNodeType. RegistryClient puts the three nodes at every start; what is locked is a child of `lock`. */
export const registrySince32: Pick<Family, 'registryPaths' | 'registryRoots'> = {
  registryPaths: [
    '/dolphinscheduler/nodes/master',
    '/dolphinscheduler/nodes/worker',
    '/dolphinscheduler/nodes/alert-server',
    '/dolphinscheduler/lock',
  ],
  registryRoots: ['/dolphinscheduler/nodes', '/dolphinscheduler/lock'],
};

/**
 * api/enums/Status.java: names taken, tenant absent, no master, definition absent or not online, scheduled already, a parameter or graph that is not
 * valid. All are thrown before anything is written.
 */
export const refusalsSince32: Family['refusals'] = new Set([
  10001, 10003, 10009, 10017, 10019, 10025, 10168, 10204, 50003, 50004, 50019, 50020,
]);

/** A result taken from a cache would be no execution. */
export const taskSince32 = { isCache: 'NO' } as const;
export const startSince32 = { testFlag: '0' } as const;
