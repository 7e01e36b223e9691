import { beginOf } from '../../history/begin.ts';
import type { RunReport } from '../run-report.ts';
import type { FaultBand } from '../timeline/model.ts';
import { buildTimeline } from '../timeline.ts';
import { factsOf } from './about.ts';
import { drawServers, markMoment } from './perfetto-servers.ts';
import { drawWorkflows } from './perfetto-workflows.ts';
import type { Reporter } from './reporter.ts';
import { type Slice, Trace } from './trace.ts';

export const perfetto: Reporter = {
  name: 'perfetto',
  about: 'trace.perfetto.json, a timeline that opens in ui.perfetto.dev',
  render: (run) => [{ to: 'file', name: 'trace.perfetto.json', text: renderTrace(run) }],
};

/**
 * The timeline as Chrome's Trace Event Format has it (its JSON object format), one event a line. A process is a server or a workflow, a thread
 * what may be said of it; `events` among the arguments of each are the numbers of what shows it in events.jsonl.
 */
function renderTrace(run: RunReport): string {
  const events = run.events.toSorted((a, b) => a.at - b.at || a.seq - b.seq);
  const timeline = buildTimeline(events);
  const trace = new Trace(timeline.from);
  const pid = trace.process(`run: ${beginOf(events)?.scenario ?? 'unknown scenario'}, ${run.verdict.verdict}`);
  trace.slices(pid, 'findings', 'finding', findingSlices(run));
  trace.slices(pid, 'faults', 'fault', timeline.faults.map(faultSlice));
  trace.instants(pid, 'gaps', 'gap', timeline.gaps.map(markMoment));
  drawWorkflows(trace, timeline, events, drawServers(trace, timeline, events));
  const about = [{ name: 'verdict', value: run.verdict.verdict }, ...factsOf(run)];
  const otherData = Object.fromEntries(about.map(({ name, value }) => [name, value]));
  const lines = trace.events.map((event) => JSON.stringify(event)).join(',\n');
  return `{"displayTimeUnit":"ms","otherData":${JSON.stringify(otherData)},"traceEvents":[\n${lines}\n]}\n`;
}

function findingSlices({ verdict: { violations, doubts, notes } }: RunReport): readonly Slice[] {
  return [...violations, ...doubts, ...notes].map(({ anomaly, proof, sentence, from, to, events }) => {
    return { name: anomaly, from, to, args: { proof, sentence, events } };
  });
}

/** Its phases inside it: nobody but the nemesis says so yet, it holds, it is being healed. */
function faultSlice({ fault, kind, target, from, to, effective, heal, open, events }: FaultBand): Slice {
  const healing = heal ?? to;
  const phases = [
    { name: 'no receipt yet', from, to: Math.min(effective ?? healing, healing) },
    ...(effective === null || effective > healing ? [] : [{ name: 'holds', from: effective, to: healing }]),
    ...(heal === null ? [] : [{ name: 'healing', from: heal, to }]),
  ];
  return {
    name: `${fault}: ${kind} on ${target}`,
    from,
    to,
    args: { kind, target, receipt: effective !== null, healed: !open, events },
    within: phases.map((phase) => ({ ...phase, args: {} })),
  };
}
