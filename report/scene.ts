import type { HistoryEvent } from '../history/event.ts';
import { MICROS_PER_SECOND } from '../history/time.ts';
import { arrowsOf } from './scene/arrows.ts';
import { Clock } from './scene/clock.ts';
import type { NamedFinding } from './scene/findings.ts';
import { stackFindings } from './scene/findings.ts';
import { harnessLane, lanesOf } from './scene/lane-of.ts';
import { laneBottom, laneTop } from './scene/measures.ts';
import type { Scene, SceneLane } from './scene/model.ts';
import { linkLane, sessionLane } from './scene/registry.ts';
import { mark, serverLane } from './scene/server.ts';
import { taskLane } from './scene/task.ts';
import { workflowLane } from './scene/workflow.ts';
import type { Timeline } from './timeline/model.ts';

/** Colours that the page has for owners and for workers. */
const owners = 4;
const workers = 6;
const fewWorkflows = 8;

/** Places the timeline from top to bottom. @param events in order of time. Cost: in proportion to the events, and to lanes times findings. */
export function buildScene(
  timeline: Timeline,
  events: readonly HistoryEvent[],
  findings: readonly NamedFinding[],
): Scene {
  const clock = new Clock(timeline.from);
  // Room on the right for the word behind the last final state.
  const length = Math.max(MICROS_PER_SECOND, (timeline.to - timeline.from) * 1.08);
  const [masters, hosts] = [ownersOf(timeline), workersOf(timeline)];
  const ownerTone = tones('owner', masters, owners);
  const workerTone = tones('execution', hosts, workers);
  const room = length / 8;
  const tools = { toneOf: ownerTone, room };
  const lanes: SceneLane[] = [];
  const places = { servers: new Map(), sessions: new Map(), links: new Map(), workflows: new Map(), tasks: new Map() };
  const add = <Key>(place: Map<Key, number>, key: Key, lane: SceneLane) => place.set(key, lanes.push(lane) - 1);
  const others = findings.filter(({ finding }) => finding.workflow === undefined);
  // Who is neither master nor worker, and of whom there is nothing to tell, only takes room.
  const told = new Set(events.map((event) => ('server' in event ? event.server : '')));
  const byWorkflow = Map.groupBy(findings, ({ finding }) => finding.workflow);
  const addServers = (group: SceneLane['group']) => {
    for (const lane of timeline.servers) {
      const placed = serverLane(lane, clock, ownerTone);
      if (placed.group !== group || (group === 'others' && placed.rows.length === 0 && !told.has(lane.server)))
        continue;
      const own = others.filter(({ finding }) => finding.servers?.[0] === lane.server);
      add(places.servers, lane.server, withFindings(placed, own, clock, room));
    }
  };
  const addWorkflows = () => {
    for (const lane of timeline.workflows) {
      const { workflow, tasks } = lane;
      const own = byWorkflow.get(workflow) ?? [];
      const known = new Set(tasks.map(({ task }) => task));
      const ofWhole = own.filter(({ finding }) => finding.task === undefined || !known.has(finding.task));
      add(places.workflows, workflow, workflowLane(lane, ofWhole, clock, tools));
      for (const task of tasks) {
        const ofTask = own.filter(({ finding }) => finding.task === task.task);
        const taskTools = { toneOf: workerTone, room };
        add(places.tasks, `${workflow}/${task.task}`, taskLane(task, ofTask, clock, taskTools));
      }
    }
  };
  addServers('masters');
  // What the run is about, unless it is so many that nobody would find the rest below them.
  if (timeline.workflows.length <= fewWorkflows) addWorkflows();
  addServers('workers');
  for (const lane of timeline.sessions) add(places.sessions, lane.server ?? '', sessionLane(lane, clock));
  for (const lane of timeline.links) add(places.links, lane.link, linkLane(lane, clock));
  addServers('others');
  const harness = events.length === 0 ? -1 : lanes.push(harnessLane) - 1;
  if (timeline.workflows.length > fewWorkflows) addWorkflows();
  return {
    length,
    workload: clock.since(timeline.workload),
    lanes,
    arrows: arrowsOf(timeline, lanes, clock, ownerTone),
    faults: timeline.faults.map(({ effective, heal, ...span }) => ({
      ...clock.edges(span),
      effective: effective === null ? null : clock.since(effective),
      heal: heal === null ? null : clock.since(heal),
    })),
    gaps: timeline.gaps.map((gap) => mark(gap, clock)),
    names: [...named(hosts, workerTone, 'execution on'), ...named(masters, ownerTone, 'owned by')],
    workflows: timeline.workflows.map(({ workflow, name }) => ({ workflow, name })),
    laneOf: lanesOf(events, { ...places, harness }),
  };
}

/** Findings that are about a server and no workflow stand under all else of its lane. */
function withFindings(lane: SceneLane, findings: readonly NamedFinding[], clock: Clock, room: number): SceneLane {
  if (findings.length === 0) return lane;
  const found = stackFindings(findings, clock, { top: Math.max(laneTop, lane.height - laneBottom), room });
  return { ...lane, height: found.bottom + laneBottom, rows: [...lane.rows, ...found.rows] };
}

/** Names get the colours in turn. */
function tones(kind: string, names: readonly string[], count: number): (name: string) => string {
  const places = new Map(names.map((name, index) => [name, index % count]));
  return (name) => `${kind}-${places.get(name) ?? 0}`;
}

/** Servers that share a colour share a name. */
function named(servers: readonly string[], toneOf: (server: string) => string, what: string) {
  return [...Map.groupBy(servers, toneOf)].map(([tone, own]) => ({ tone, name: `${what} ${own.join(', ')}` }));
}

function ownersOf({ servers, workflows }: Timeline): string[] {
  const masters = servers.filter(({ role }) => role === 'master').map(({ server }) => server);
  return [...new Set([...masters, ...workflows.flatMap((lane) => lane.owners.map(({ owner }) => owner))])];
}

function workersOf({ servers, workflows }: Timeline): string[] {
  const known = servers.filter(({ role }) => role === 'worker').map(({ server }) => server);
  const used = workflows.flatMap(({ tasks }) => tasks.flatMap((task) => task.executions.map(({ worker }) => worker)));
  return [...new Set([...known, ...used])];
}
