import type { Execution } from './executions.ts';
import { marginOf } from './requests.ts';
import type { Situation } from './situation.ts';

/**
 * Whether a command of some kinds was written, or waited and was taken, between the starts of two executions of one task key, as far as
 * the clocks can tell.
 */
export function askedBetween(
  situation: Situation,
  [first, second]: readonly [Execution, Execution],
  kinds: ReadonlySet<string>,
): 'yes' | 'no' | 'unclear' {
  const tolerance = situation.tolerance('audit', 'witness');
  const definition = situation.workflows.definitionOf(first.workflow);
  const margins = situation.requests
    .of(first.workflow, definition, kinds)
    .map((request) => marginOf(request, first.start.at, second.start.at, request.at));
  if (margins.some((margin) => margin > tolerance)) return 'yes';
  return margins.some((margin) => margin >= -tolerance) || situation.hasGap('audit') ? 'unclear' : 'no';
}
