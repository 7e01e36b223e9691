import { beginOf } from '../../history/begin.ts';
import type { HistoryEvent } from '../../history/event.ts';
import type { Micros } from '../../history/time.ts';
import { type Completion, calls, executions, faults, inOrder, type Operation } from './edn-operations.ts';
import { ednMap, ednOf, keyword } from './edn-text.ts';
import type { Reporter } from './reporter.ts';

const NANOS_PER_MICRO = 1_000;

export const edn: Reporter = {
  name: 'edn',
  about: "history.edn, as Jepsen's tools read it: calls, tasks' executions and faults as operations",
  render: ({ events }) => [{ to: 'file', name: 'history.edn', text: renderEdn(events) }],
};

/** An operation's line before it has its index and process. */
interface Line {
  readonly operation: Operation;
  readonly at: Micros;
  readonly seq: number;
  /** Absent: it is the invocation. */
  readonly completion?: Completion;
}

/**
 * One map a line, by the rules of jepsen.history: indices without a hole from 0, times in ns since the run began that never go back, each process
 * at one thing at a time, each invocation completed, and nothing done any more by a process whose operation ended in `:info`. The nemesis's
 * operations are `:info` at both ends. `:seq` is the number of the event in events.jsonl.
 */
function renderEdn(unordered: readonly HistoryEvent[]): string {
  const events = inOrder(unordered);
  const zero = beginOf(events)?.at ?? events[0]?.at ?? 0;
  const end = events.at(-1)?.at ?? zero;
  const lines = [...calls(events), ...executions(events), ...faults(events)].flatMap((each) => linesOf(each, end));
  lines.sort(
    (a, b) => a.at - b.at || a.seq - b.seq || Number(a.completion !== undefined) - Number(b.completion !== undefined),
  );
  const processes = new Processes();
  return lines
    .map((line, index) => `${lineText(line, index, processes.of(line), Math.max(0, line.at - zero))}\n`)
    .join('');
}

/** Both lines of an operation; one that the history leaves open ends with the history, and nobody knows how. */
function linesOf(operation: Operation, end: Micros): readonly Line[] {
  const { invoke, value } = operation;
  const unknown: Completion = {
    at: end,
    seq: Number.POSITIVE_INFINITY,
    type: 'info',
    value,
    error: 'not in the history',
  };
  const completion = operation.completion ?? unknown;
  // A completion that was stamped by another clock than its invocation is still after it.
  const at = Math.max(completion.at, invoke.at);
  const seq = at > invoke.at ? completion.seq : Math.max(completion.seq, invoke.seq);
  return [
    { operation, ...invoke },
    { operation, at, seq, completion },
  ];
}

function lineText({ operation, completion }: Line, index: number, process: string, since: Micros): string {
  const type = operation.by === 'nemesis' ? 'info' : (completion?.type ?? 'invoke');
  const { seq } = completion ?? operation.invoke;
  return ednMap([
    [':index', String(index)],
    [':time', String(since * NANOS_PER_MICRO)],
    [':type', `:${type}`],
    [':process', process],
    [':f', keyword(operation.f)],
    [':value', ednOf(completion ? completion.value : operation.value)],
    ...(completion?.error === undefined ? [] : [[':error', ednOf(completion.error)] as const]),
    ...(Number.isInteger(seq) ? [[':seq', String(seq)] as const] : []),
  ]);
}

/** Gives each operation a process that does nothing else meanwhile: the first one that is free. */
class Processes {
  readonly #busy = new Map<Operation, number>();
  readonly #free = { client: [] as number[], nemesis: [] as number[] };
  readonly #next = { client: 0, nemesis: 0 };

  of({ operation, completion }: Line): string {
    const { by } = operation;
    const own = this.#busy.get(operation);
    if (own === undefined) {
      const number = this.#free[by].sort((a, b) => a - b).shift() ?? this.#next[by]++;
      this.#busy.set(operation, number);
      return nameOf(by, number);
    }
    this.#busy.delete(operation);
    // Jepsen's rule for clients: who does not know how it ended can be waiting for it still.
    if (by === 'nemesis' || completion?.type !== 'info') this.#free[by].push(own);
    return nameOf(by, own);
  }
}

/** Clients are numbers, and only they. */
function nameOf(by: Operation['by'], number: number): string {
  if (by === 'client') return String(number);
  return number === 0 ? ':nemesis' : `:nemesis-${number + 1}`;
}
