import { type FaultSpec, HistoryBuilder } from '../histories/builder.ts';

/** Header of a run with one planned fault. */
export const planned = { faults: [{ fault: 'cut-1', kind: 'cut', target: 'master-1' }] };

/** One workflow of one task that runs from 10 s to 20 s and ends well. */
export function goodRun(header: ConstructorParameters<typeof HistoryBuilder>[0] = {}): HistoryBuilder {
  return new HistoryBuilder(header)
    .definition(1, [{ task: 1, name: 'long' }])
    .workflow(1, { op: 'insert' })
    .execution({ name: 'a', from: 10, to: 20 })
    .workflow(21, { state: 'SUCCESS', final: true });
}

/** The same with the task running a second time meanwhile. */
export const badRun = (header = {}) => goodRun(header).execution({ name: 'b', from: 12, to: 18, exitCode: 1 });

/** The good run with its planned fault. */
export function withFault(fault: FaultSpec): HistoryBuilder {
  return goodRun(planned).fault('cut-1', fault).finish(60);
}
