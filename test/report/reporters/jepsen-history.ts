/** An operation as an EDN reader gives it, keywords with their colon. */
export interface Op {
  readonly ':index': number;
  readonly ':time': number;
  readonly ':type': string;
  readonly ':process': number | string;
  readonly ':f': string;
  readonly ':value': unknown;
  readonly ':error'?: unknown;
  readonly ':seq'?: number;
}

/**
 * What breaks a rule of jepsen.history (its README, and what its pair index asserts): dense indices, times in ns that do not go back, clients
 * with whole numbers as their names and others without, each process at one thing at a time, each operation completed by its own process
 * with its own `:f`, and no client that does anything after an `:info`. The nemesis's operations are pairs of `:info`.
 */
export function brokenRules(ops: readonly Op[]): readonly string[] {
  const problems: string[] = [];
  const running = new Map<number | string, Op>();
  const gone = new Set<number | string>();
  let time = 0;
  for (const [index, op] of ops.entries()) {
    const say = (what: string): number => problems.push(`${index}: ${what}`);
    const { ':process': process, ':type': type } = op;
    if (op[':index'] !== index) say(`index ${op[':index']}`);
    if (!Number.isSafeInteger(op[':time']) || op[':time'] < time) say(`time ${op[':time']} after ${time}`);
    time = op[':time'];
    if (!/^:[A-Za-z_]/.test(op[':f'])) say(`:f ${op[':f']}`);
    const isClient = Number.isInteger(process);
    if (!isClient && !/^:nemesis(-\d+)?$/.test(String(process))) say(`process ${process}`);
    if (!(isClient ? [':invoke', ':ok', ':fail', ':info'] : [':info']).includes(type)) say(`type ${type}`);
    if (gone.has(process)) say(`process ${process} after its :info`);
    const invocation = running.get(process);
    if (isClient && (invocation === undefined) !== (type === ':invoke')) say(`process ${process}: ${type}`);
    if (invocation === undefined) running.set(process, op);
    else {
      if (invocation[':f'] !== op[':f']) say(`${invocation[':f']} completed as ${op[':f']}`);
      running.delete(process);
      if (isClient && type === ':info') gone.add(process);
    }
  }
  for (const process of running.keys()) problems.push(`process ${process} never completes`);
  return problems;
}
