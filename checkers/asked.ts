import type { Micros } from '../history/time.ts';
import type { Execution } from './executions.ts';
import { marginOf } from './requests.ts';
import type { Situation } from './situation.ts';

/**
 * Whether a command of some kinds was written, or waited and was taken, between the starts of two executions of one task key, as far as
 * the clocks can tell. `since`: when the earlier of the two may have been dispatched, of which a command may ask for another as well; by
 * default its start.
 */
export function askedBetween(
  situation: Situation,
  [first, second]: readonly [Execution, Execution],
  kinds: ReadonlySet<string>,
  since: Micros = first.start.at,
): 'yes' | 'no' | 'unclear' {
  const tolerance = situation.tolerance('audit', 'witness');
  const definition = situation.workflows.definitionOf(first.workflow);
  const requests = situation.requests.of(first.workflow, definition, kinds);
  const marginsFrom = (from: Micros) => requests.map((request) => marginOf(request, from, second.start.at, request.at));
  if (marginsFrom(first.start.at).some((margin) => margin > tolerance)) return 'yes';
  const perhaps = marginsFrom(Math.min(since, first.start.at)).some((margin) => margin >= -tolerance);
  return perhaps || situation.hasGap('audit') ? 'unclear' : 'no';
}
