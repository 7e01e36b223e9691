import type Dockerode from 'dockerode';
import { removeRun } from '../../cluster/sweep.ts';
import { type Lane, LaneProcess } from './lane.ts';
import { MachineMeter } from './machine-meter.ts';
import type { LaneOptions } from './message.ts';
import { Meter } from './meter.ts';

/** What a crew has to do with the world. */
export interface CrewTools {
  /** @param log where the lane writes what it does. */
  readonly open: (options: LaneOptions, log: string) => Lane;
  /** Removes what a lane has left of its cluster. */
  readonly remove: (cluster: string) => Promise<void>;
  /** What lanes take. */
  readonly meter: Pick<Meter, 'use' | 'useOf' | 'begin'>;
  /** What the machine has left. */
  readonly machine: Pick<MachineMeter, 'look' | 'forget'>;
}

/** Processes on this machine, with clusters on its engine. */
export function crewTools(engine: Dockerode): CrewTools {
  return {
    open: (options, log) => new LaneProcess(options, log),
    remove: (cluster) => removeRun(engine, cluster),
    meter: new Meter(engine),
    machine: new MachineMeter(),
  };
}
