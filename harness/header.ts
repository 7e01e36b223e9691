import { familyOf } from '../cluster/dolphinscheduler/families.ts';
import { logPatterns } from '../cluster/dolphinscheduler/log-patterns.ts';
import { BEAT_EVERY } from '../cluster/observers/ledger.ts';
import { type ClusterSpec, layOut } from '../cluster/topology.ts';
import type { EventOf } from '../history/event.ts';
import { SCHEMA_VERSION } from '../history/events/run.ts';
import { MICROS_PER_MS, MICROS_PER_SECOND, nowMicros } from '../history/time.ts';
import type { Plan } from './plan-schema.ts';

/**
 * Clock error of each witness, µs. Containers and harness read one clock. Witness and audit stamp in µs, the engine in ns; what the harness,
 * its client, the nemesis and the registry's witness write is stamped in ms. A change in the registry has bounds of its own besides.
 */
export const UNCERTAINTY = {
  harness: 1_000,
  witness: 100,
  audit: 100,
  registry: 1_000,
  engine: 1_000,
  link: 1_000,
  client: 1_000,
  nemesis: 1_000,
};

/** A line's own time is cut to whole ms. The witness is there only where the version's log can be read. */
const LOG_UNCERTAINTY = 1_000;

/** How long servers get after the last heal, µs: a session, a heartbeat and a busy machine. */
export const RECOVERY = 60 * MICROS_PER_SECOND;

/** The first line of a run's history: what checkers must know and no witness can tell. */
export function header(plan: Plan, run: string, spec: ClusterSpec): Omit<EventOf<'run.begin'>, 'seq'> {
  const { family, warning } = familyOf(spec.version);
  return {
    at: nowMicros(),
    source: 'harness',
    type: 'run.begin',
    schema: SCHEMA_VERSION,
    run,
    scenario: plan.scenario,
    seed: plan.seed,
    contract: [...plan.contract],
    uncertainty: logPatterns(spec.version).known ? { ...UNCERTAINTY, log: LOG_UNCERTAINTY } : UNCERTAINTY,
    beatEvery: BEAT_EVERY,
    grace: plan.graceMs * MICROS_PER_MS,
    recovery: RECOVERY,
    disconnectStrategy: plan.cluster.registryDisconnectStrategy,
    ...(warning === undefined ? { delaysOn: family.delaysOn } : {}),
    servers: layOut(spec).servers.map(({ name, role }) => ({ name, role })),
    faults: plan.faults.map(({ fault, strike, target }) => ({ fault, kind: strike.kind, target })),
  };
}
