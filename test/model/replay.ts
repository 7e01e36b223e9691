import { MICROS_PER_SECOND } from '../../history/time.ts';
import { hold, plantedIn } from './hold.ts';
import { simulate } from './simulate.ts';

/** One history of the model for people: its events without heartbeats, what is true of it, and what the checkers say. */
export function replay(seed: number): string {
  const simulated = simulate(seed);
  const { bugs, events, gap, settings, truth } = simulated;
  const begin = events[0]?.at ?? 0;
  const told = events
    .filter(({ type }) => type !== 'execution.beat')
    .map(
      ({ at, seq, source: _, ...rest }) =>
        `${seq} ${((at - begin) / MICROS_PER_SECOND).toFixed(3)} ${JSON.stringify(rest)}`,
    );
  const struck = [...truth.struck].map(([bug, times]) => `${bug} (${times} times)`);
  return [
    ...told,
    `seed ${seed}: bugs ${bugs.join(', ') || 'none'}; did something: ${struck.join(', ') || 'none'}`,
    `settings ${JSON.stringify({ ...settings, bugs: undefined })}`,
    ...(gap ? [`gap of ${gap.witness}, ${gap.from / MICROS_PER_SECOND}–${gap.to / MICROS_PER_SECOND} s`] : []),
    ...plantedIn(simulated).map(({ anomaly, subject, certainty }) => `in truth ${certainty}: ${anomaly} ${subject}`),
    ...hold(simulated).map(
      ({ anomaly, subject, found, outcome, sentence }) =>
        `${outcome}: ${anomaly} ${subject} ${found ?? 'not found'}: ${sentence ?? ''}`,
    ),
    '',
  ].join('\n');
}
