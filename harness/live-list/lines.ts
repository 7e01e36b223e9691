import stringWidth from 'string-width';
import type { Finding } from '../../checkers/finding.ts';
import { MICROS_PER_SECOND, type Micros } from '../../history/time.ts';
import { type Paint, painter } from '../../report/paint.ts';
import type { Plan } from '../plan-schema.ts';
import type { View } from '../view.ts';
import { faultStates, seconds } from './faults.ts';
import { serverStates } from './servers.ts';
import { line, type Piece } from './text.ts';

/** A run that goes on, as far as its list needs to know it. */
export interface LiveRun {
  readonly plan: Plan;
  readonly view: View;
  /** Proved by now, in the order in which they were. */
  readonly findings: readonly Finding[];
}

export interface LineOptions {
  /** Columns of the terminal; no line is wider. */
  readonly width: number;
  readonly color: boolean;
}

/** More executions than these are counted, not listed; of findings the latest are shown. */
const MOST_RUNNING = 6;
const MOST_FINDINGS = 5;
const LABEL = 10;

/**
 * What goes on in a run at a moment: its servers, the plan's faults with their triggers, the tasks that run, what has been proved. Pure: the same lines for
 * the same state. Cost: one look at each server, fault and execution.
 */
export function liveLines({ plan, view, findings }: LiveRun, now: Micros, { width, color }: LineOptions): string[] {
  const paint = painter(color);
  const place = { width, paint };
  const elapsed = seconds(Math.max(0, now - view.situation.begin.at));
  return [
    line(
      [{ text: plan.scenario, style: 'bold' }, { text: `, seed ${plan.seed}  ` }, { text: elapsed, style: 'dim' }],
      width,
      paint,
    ),
    ...section('servers', serverLines(view, place), place),
    ...section('faults', faultLines(plan, view, now), place),
    ...section('running', runningLines(view, now), place),
    ...section('proved', findingLines(findings), place),
  ];
}

interface Place {
  readonly width: number;
  readonly paint: Paint;
}

/** The label stands before the first line only. */
function section(label: string, lines: readonly (readonly Piece[])[], { width, paint }: Place): readonly string[] {
  return lines.map((pieces, index) =>
    line([{ text: `  ${index === 0 ? label : ''}`.padEnd(LABEL), style: 'dim' }, ...pieces], width, paint),
  );
}

const BETWEEN = '   ';

/** As many in a line as there is room for. */
function serverLines(view: View, { width }: Place): readonly (readonly Piece[])[] {
  const lines: Piece[][] = [];
  let room = 0;
  for (const { server, mark, style, words } of serverStates(view)) {
    const pieces = [{ text: `${mark} `, style }, { text: words === '' ? server : `${server} (${words})` }];
    const columns = BETWEEN.length + pieces.reduce((sum, { text }) => sum + stringWidth(text), 0);
    const last = lines.at(-1);
    if (last && columns <= room) {
      last.push({ text: BETWEEN }, ...pieces);
      room -= columns;
    } else {
      lines.push(pieces);
      room = width - LABEL - columns + BETWEEN.length;
    }
  }
  return lines;
}

function faultLines({ faults }: Plan, view: View, now: Micros): readonly (readonly Piece[])[] {
  return faultStates(view, faults, now).map(({ name, mark, style, words }) => [
    { text: `${mark} `, style },
    { text: `${name}, ` },
    { text: words, style },
  ]);
}

function runningLines(view: View, now: Micros): readonly (readonly Piece[])[] {
  const { situation } = view;
  const alive = view.alive(now);
  const lines = alive.slice(0, MOST_RUNNING).map((execution): readonly Piece[] => {
    const { workflow, letter, worker, start } = execution;
    const whole = situation.task(execution)?.seconds;
    const of = whole === undefined ? '' : ` of ${seconds(whole * MICROS_PER_SECOND)}`;
    // A second one of the same task is what one looks for.
    const others = alive.filter((other) => other.workflow === workflow && other.task === execution.task).length > 1;
    return [
      { text: `${situation.taskName(execution)} ${letter}`, ...(others ? { style: 'red' } : {}) },
      { text: ` on ${worker}, workflow ${workflow}: ${seconds(Math.max(0, now - start.at))}${of}` },
    ];
  });
  const more = alive.length - MOST_RUNNING;
  return more > 0 ? [...lines, [{ text: `… and ${more} more`, style: 'dim' }]] : lines;
}

function findingLines(findings: readonly Finding[]): readonly (readonly Piece[])[] {
  const earlier = findings.length - MOST_FINDINGS;
  const lines = findings
    .slice(-MOST_FINDINGS)
    .map(({ anomaly, sentence }): readonly Piece[] => [
      { text: anomaly, style: ['bold', 'red'] },
      { text: `  ${sentence}` },
    ]);
  return earlier > 0 ? [[{ text: `${earlier} before these`, style: 'dim' }], ...lines] : lines;
}
