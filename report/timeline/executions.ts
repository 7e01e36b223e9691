import type { EventOf, HistoryEvent } from '../../history/event.ts';
import { keyOf, letterOf } from '../../history/task-key.ts';
import type { Micros } from '../../history/time.ts';
import type { ExecutionBar, ExecutionEnd } from './model.ts';

interface Seen {
  readonly start: EventOf<'execution.start'>;
  readonly beats: EventOf<'execution.beat'>[];
  end: EventOf<'execution.end'> | undefined;
}

/** @returns the executions of each task key (`workflow/task`), in order of start. */
export function executionsByTask(events: readonly HistoryEvent[], beatEvery: Micros, end: Micros) {
  const seen = new Map<string, Seen>();
  for (const event of events) {
    if (event.type === 'execution.start') seen.set(event.execution, { start: event, beats: [], end: undefined });
    else if (event.type === 'execution.beat') seen.get(event.execution)?.beats.push(event);
    else if (event.type === 'execution.end') {
      const one = seen.get(event.execution);
      if (one) one.end ??= event;
    }
  }
  const tasks = new Map<string, ExecutionBar[]>();
  for (const one of seen.values()) {
    const key = keyOf(one.start);
    const bars = tasks.get(key) ?? [];
    bars.push(bar(one, letterOf(bars.length), beatEvery, end));
    tasks.set(key, bars);
  }
  return tasks;
}

function bar({ start, beats, end }: Seen, label: string, beatEvery: Micros, historyEnd: Micros): ExecutionBar {
  const lastBeat = beats.at(-1);
  const life = [start.at, ...beats.map((beat) => beat.at), ...(end ? [end.at] : [])];
  const lastSign = life.at(-1) ?? start.at;
  const how = ending(end, lastSign, beatEvery, historyEnd);
  return {
    label,
    execution: start.execution,
    worker: start.worker,
    taskInstance: start.taskInstance,
    from: start.at,
    to: how.how === 'running' ? historyEnd : lastSign,
    open: how.how === 'running',
    beats: beats.length,
    silences: silences(life, beatEvery),
    end: how,
    events: [start, lastBeat, end].flatMap((event) => (event ? [event.seq] : [])),
  };
}

function ending(end: Seen['end'], lastSign: Micros, beatEvery: Micros, historyEnd: Micros): ExecutionEnd {
  if (end) return { how: 'exited', exitCode: end.exitCode };
  const due = lastSign + beatEvery;
  return due >= historyEnd ? { how: 'running' } : { how: 'silent', due };
}

/** One beat may be late on a busy host; where two are missing, the process stood still. */
function silences(life: readonly Micros[], beatEvery: Micros) {
  return life.flatMap((at, index) => {
    const last = life[index - 1];
    return last !== undefined && at - last > 3 * beatEvery ? [{ from: last, to: at }] : [];
  });
}
