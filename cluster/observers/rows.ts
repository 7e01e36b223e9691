import type { UnnumberedEvent } from '../../history/event.ts';
import { gap } from '../../history/gap.ts';
import { reasonOf } from '../../history/reason.ts';
import type { Family, NameOf, Row } from '../dolphinscheduler/family.ts';
import type { Server } from '../server.ts';
import type { AuditRow } from './audit.ts';

/** Longest value of a changed column that goes into the history; the rest are the scheduler's own JSON documents. */
const LONGEST_VALUE = 200;

interface Context {
  readonly family: Family;
  readonly servers: readonly Server[];
}

/** @returns the row's event, or a gap where it is not what this version's rows are. */
export function rowEvent(row: AuditRow, context: Context): UnnumberedEvent {
  try {
    return decodeRow(row, context);
  } catch (error) {
    return gap('audit', `a row of ${row.subject} cannot be read: ${reasonOf(error)}`, row.at);
  }
}

/** Names servers by the addresses that the scheduler writes: `172.18.0.5:5678`. An address of nobody's stays as it is. */
export function naming(servers: readonly Server[]): NameOf {
  const byIp = new Map(servers.map(({ ip, name }) => [ip, name]));
  return (address) => {
    // Between a failover and the next owner, 3.1 writes the word NULL.
    if (address === '' || address === 'NULL') return null;
    return byIp.get(address.split(':')[0] ?? '') ?? address;
  };
}

function decodeRow(
  { at, transaction, subject, op, address, application, before, after }: AuditRow,
  { family, servers }: Context,
): UnnumberedEvent {
  // Where the link to the database leads through a proxy, the address is the proxy's.
  const byAddress = servers.find(({ ip, role }) => ip === address && role !== 'toxiproxy');
  const writer = byAddress ?? servers.find(({ name }) => name === application);
  return {
    at,
    source: 'audit',
    type: 'row',
    op,
    transaction,
    ...(writer ? { writer: writer.name } : {}),
    writerAddress: address,
    changed: changes(before ?? {}, after ?? {}),
    ...family.decode(subject, after ?? before ?? {}, naming(servers)),
  } as UnnumberedEvent;
}

function changes(before: Row, after: Row): Record<string, [unknown, unknown]> {
  const changed: Record<string, [unknown, unknown]> = {};
  for (const column of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[column] ?? null, after[column] ?? null];
    if (old !== now && short(old) && short(now)) changed[column] = [old, now];
  }
  return changed;
}

function short(value: unknown): boolean {
  return String(value).length <= LONGEST_VALUE;
}
