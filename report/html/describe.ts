import type { HistoryEvent, RowEvent } from '../../history/event.ts';

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
    case 'call.invoke':
    case 'call.ok':
      return `call ${event.call}: ${event.operation}`;
    case 'call.fail':
    case 'call.info':
      return `call ${event.call}: ${event.operation}: ${event.reason}`;
    case 'fault.begin':
      return `${event.fault}: ${event.kind} on ${event.target}`;
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
