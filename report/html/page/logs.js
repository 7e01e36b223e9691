import { events, logs, zero } from './data.js';

const before = 6;
const after = 10;
/** A line of another time than the event's says nothing about it, µs. */
const nearest = 3e6;
const workers = new Map(
  events.flatMap((event) => (event.type === 'execution.start' ? [[event.execution, event.worker]] : [])),
);

/** The lines around an event in the logs of the servers that it is about, each `{ file, lines, place }`; as far as the report has them. */
export function linesAround(event) {
  if (event.type === 'log') {
    const lines = linesOf(event.file);
    const place = lines.findIndex(([offset]) => offset === event.offset);
    return place === -1 ? [] : [{ file: event.file, ...cut(lines, place) }];
  }
  const { server, writer, worker, target, execution } = event;
  const servers = new Set([server, writer, worker, target, workers.get(execution)].filter(Boolean));
  return [...servers].flatMap((name) => {
    const file = `${name}.log`;
    const lines = linesOf(file);
    const place = lineAt(lines, event.at - zero);
    return place === undefined ? [] : [{ file, ...cut(lines, place) }];
  });
}

/** A history may name any file, `__proto__` too. */
function linesOf(file) {
  return Object.hasOwn(logs, file) ? logs[file] : [];
}

function lineAt(lines, at) {
  let best;
  let least = nearest;
  lines.forEach(([, time], place) => {
    if (time === null || Math.abs(time - at) >= least) return;
    least = Math.abs(time - at);
    best = place;
  });
  return best;
}

/** Not over a place where lines were left out. */
function cut(lines, place) {
  let first = place;
  while (first > 0 && place - first < before && !lines[first][3]) first -= 1;
  let end = place + 1;
  while (end < lines.length && end - place <= after && !lines[end][3]) end += 1;
  return { lines: lines.slice(first, end), place: place - first };
}
