import { anomalies } from '../../checkers/finding.ts';
import { type Held, hold } from './hold.ts';
import { simulate } from './simulate.ts';
import { plantedAnomalies } from './truth/planted.ts';

/** Of one anomaly: how many the model planted that have to be proved, and what became of them. */
export interface Count {
  planted: number;
  found: number;
  missed: number;
  false: number;
}

/** A finding that is not as it should be, with the seed that shows it again. */
export interface Failure extends Held {
  readonly seed: number;
}

export interface Tally {
  readonly histories: number;
  readonly events: number;
  readonly counts: ReadonlyMap<string, Count>;
  readonly failures: readonly Failure[];
}

/** Anomalies that the model plants and that no checker looks for yet. */
export function unchecked(): readonly string[] {
  const known: readonly string[] = anomalies;
  return plantedAnomalies.filter((anomaly) => !known.includes(anomaly));
}

/** Holds the checkers against the model, a history for each seed from `first` on. */
export function tally(first: number, histories: number): Tally {
  const counts = new Map<string, Count>();
  for (const anomaly of anomalies) counts.set(anomaly, { planted: 0, found: 0, missed: 0, false: 0 });
  const failures: Failure[] = [];
  let events = 0;
  for (let seed = first; seed < first + histories; seed += 1) {
    const simulated = simulate(seed);
    events += simulated.events.length;
    for (const held of hold(simulated)) {
      const count = counts.get(held.anomaly);
      if (count && (held.outcome === 'found' || held.outcome === 'missed')) count.planted += 1;
      if (count && held.outcome !== 'open') count[held.outcome] += 1;
      if (held.outcome === 'missed' || held.outcome === 'false') failures.push({ ...held, seed });
    }
  }
  return { histories, events, counts, failures };
}

/** In words, for people. */
export function failurePhrase({ seed, outcome, anomaly, subject, truth, found, sentence }: Failure): string {
  const told = found ? `found ${found}: ${sentence}` : 'not found';
  return `seed ${seed}: ${outcome} ${anomaly} ${subject}: in truth ${truth ?? 'not there'}, ${told}`;
}
