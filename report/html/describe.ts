import type { EventOf, HistoryEvent, RowEvent } from '../../history/event.ts';
import { MICROS_PER_SECOND } from '../../history/time.ts';

/** @returns one event in few words, without its time and type: those stand beside it. */
export function describeEvent(event: HistoryEvent): string {
  switch (event.type) {
    case 'run.begin':
      return `${event.scenario}, seed ${event.seed}, contract ${event.contract.join(', ')}`;
    case 'run.workflow':
      return `${event.name}: ${event.tasks.map((task) => task.name).join(', ')}`;
    case 'run.gap':
      return `${event.witness}: ${event.reason}`;
    case 'run.end':
      return `${event.outcome}: ${event.reason}`;
    case 'execution.start':
      return `${event.execution} on ${event.worker}: workflow ${event.workflow}, task ${event.task}, task instance ${event.taskInstance}`;
    case 'execution.beat':
      return event.execution;
    case 'execution.end':
      return `${event.execution}: exit ${event.exitCode}`;
    case 'row':
      return describeRow(event);
    case 'container.die':
      return event.exitCode === null ? event.server : `${event.server}: exit ${event.exitCode}`;
    case 'container.start':
    case 'container.oom':
    case 'container.pause':
    case 'container.unpause':
    case 'container.restart':
      return event.server;
    case 'session.open':
      return `session ${event.session}, timeout ${event.timeout === null ? 'unknown' : `${event.timeout / MICROS_PER_SECOND} s`}`;
    case 'session.own':
      return `session ${event.session} is ${event.server}'s`;
    case 'session.move':
      return `session ${event.session}: ${event.connection === null ? 'without a connection' : `on ${event.connection}`}`;
    case 'session.end':
      return `session ${event.session}: ${event.reason}`;
    case 'registry.lead':
      return event.server === null ? 'no ZooKeeper leads' : `${event.server} leads`;
    case 'node.create':
    case 'node.delete':
      return `${event.path}${event.server === null ? '' : ` of ${event.server}`}`;
    case 'link.state':
      return `${event.link}: ${event.enabled ? 'open' : 'closed'}${event.toxics.map((toxic) => `, ${toxic}`).join('')}`;
    case 'link.connect':
    case 'link.cut':
      return `${event.link}: ${event.client}`;
    case 'link.traffic':
      return `${event.link}: ${describeStream('up', event.up)}, ${describeStream('down', event.down)}, ${event.connections} connections`;
    case 'link.dropped':
      return `${event.server} and ${event.peer}: ${event.packets} packets dropped`;
    case 'log':
      return `${event.server}: ${event.text}`;
    case 'call.invoke':
    case 'call.ok':
      return `call ${event.call}: ${event.operation}`;
    case 'call.fail':
    case 'call.info':
      return `call ${event.call}: ${event.operation}: ${event.reason}`;
    case 'fault.begin':
      return `${event.fault}: ${event.kind} on ${event.target}${event.peer === undefined ? '' : ` and ${event.peer}`}`;
    case 'fault.effective':
    case 'fault.healed':
      return `${event.fault}: ${event.proof}`;
    case 'fault.heal':
      return event.fault;
    case 'fault.missed':
      return `${event.fault}: no ${event.step}: ${event.reason}`;
    default:
      return event satisfies never;
  }
}

type Stream = EventOf<'link.traffic'>['up'];

function describeStream(name: string, { taken, passed }: Stream): string {
  return `${name} ${passed ?? '?'} of ${taken ?? '?'} bytes`;
}

function describeRow(row: RowEvent): string {
  const by = `${row.op} by ${row.writer ?? row.writerAddress}`;
  switch (row.table) {
    case 'workflow':
      return `workflow ${row.workflow}: ${row.state}, owner ${row.owner ?? 'none'}, ${by}`;
    case 'task':
      return `workflow ${row.workflow}, task ${row.task}, task instance ${row.taskInstance}: ${row.state}, ${by}`;
    case 'command':
    case 'error-command':
      return `${row.table} ${row.command}: ${row.kind}, workflow ${row.workflow ?? 'none yet'}, ${by}`;
    default:
      return row satisfies never;
  }
}
