import { join } from 'node:path';
import { reasonOf } from '../../history/reason.ts';
import { inLaboratory } from '../campaign/laboratory.ts';
import { EXIT, exitCodeOfError } from '../exit.ts';
import { keepInLedger, LEDGER_FILE } from '../ledger/ledger-file.ts';
import { ledgerRecordOf } from '../ledger/record-of.ts';
import { InterruptError } from '../usage-error.ts';
import type { LaneMessage, LaneOptions, LaneOrder } from './message.ts';

/**
 * A lane of a campaign: a process with a warm cluster of its own, that does one run after the other. Whatever kills it, the others go on. It ends, and
 * leaves no cluster, when whoever started it goes away or asks it to.
 */
async function main({ name, ...options }: LaneOptions): Promise<number> {
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(new InterruptError());
  // A terminal's Ctrl-C reaches every process of the group.
  process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop).on('disconnect', stop);
  const orders = ordersUntil(stopped.signal);
  let isLeft = false;
  const onLeft = (): void => {
    isLeft = true;
  };
  // Whoever started it removes what a lane leaves that says so.
  const inOrder = (code: number): number => (isLeft ? EXIT.broken : code);
  try {
    await inLaboratory(name, { ...options, reporter: [], onLeft }, stopped.signal, async (laboratory) => {
      for await (const { plan, title, campaign } of orders) {
        const at = new Date();
        const ran = await laboratory.run(plan, title, { campaign, onCluster: () => tell({ kind: 'cluster' }) });
        const record =
          ran.kind === 'ran' && ran.result.record
            ? ran.result.record
            : ledgerRecordOf(plan, ran, { version: options.dolphinscheduler, at, campaign });
        // One that did not come so far as to have a directory is written down nowhere else.
        if (ran.kind === 'failed') keepInLedger(join(options.runs, LEDGER_FILE), record, complain);
        const { user, system } = process.cpuUsage();
        tell({ kind: 'ran', record, cpuSeconds: (user + system) / 1e6, memoryBytes: process.memoryUsage.rss() });
      }
    });
    return inOrder(EXIT.pass);
  } catch (error) {
    if (stopped.signal.aborted) return inOrder(EXIT.interrupted);
    complain(reasonOf(error));
    const code = exitCodeOfError(error);
    if (code === EXIT.usage) tell({ kind: 'refused', reason: reasonOf(error) });
    return inOrder(code);
  } finally {
    if (process.connected) process.disconnect();
  }
}

function complain(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function tell(message: LaneMessage): void {
  if (process.connected) process.send?.(message);
}

/** The orders as they come; none after it has been stopped. */
async function* ordersUntil(signal: AbortSignal): AsyncGenerator<LaneOrder> {
  const waiting: LaneOrder[] = [];
  let wake: () => void = () => undefined;
  process.on('message', (order) => {
    // Sent by the campaign that started this very process.
    waiting.push(order as LaneOrder);
    wake();
  });
  signal.addEventListener('abort', () => wake());
  while (!signal.aborted) {
    const order = waiting.shift();
    if (order) yield order;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
}

process.exitCode = await main(JSON.parse(process.argv[2] ?? '{}') as LaneOptions);
// Sockets that a library keeps open must not hold the end.
setTimeout(() => process.exit(), 2_000).unref();
