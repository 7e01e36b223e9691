import { toSeconds } from '../history/time.ts';
import type { Checker, HistoryEnd } from './checker.ts';
import type { Finding } from './finding.ts';
import { quietSince } from './grace.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import type { Submission } from './submissions.ts';

/**
 * A start that the scheduler said yes to, and no workflow instance came of it.
 *
 * In events: for a definition, more `call.ok` of the operation `start workflow` (its `call.invoke` names the definition) than instances
 * of which a `row` was ever seen, at the end of a complete history. `proved` where the end came at least the grace after the last verified
 * heal and the last submission, and the audit has no gap, which might hide an instance; otherwise `possible`. A start whose outcome
 * nobody knows (`call.info`) is not missed, but an instance of it stands for one of a start that was acknowledged: there is no telling
 * them apart. One finding for each definition, with the number of starts that are missing.
 *
 * Proves that the scheduler forgot work that it had accepted. Can't tell lost for ever from slower than the grace; the sentence says
 * whether a command for it still waits, or went to the error commands.
 *
 * Cost: nothing until the end, then one look at each definition.
 *
 * Upstream: apache/dolphinscheduler#7024, #11368, #17439 (starts that arrive while a master waits for the registry).
 */
export function lostWorkflow(situation: Situation): Checker {
  function finding(story: Submission, since: number | undefined, end: HistoryEnd): Finding {
    const { definition, acknowledged, instances } = story;
    const missing = situation.submissions.missing(definition);
    const proved = since !== undefined && end.at >= since + situation.begin.grace && !situation.hasGap('audit');
    const name = situation.definitionName(definition);
    const starts = `${missing} of ${acknowledged.length} acknowledged ${acknowledged.length === 1 ? 'start' : 'starts'}`;
    const grace = since === undefined ? '' : `, ${toSeconds(end.at - since)} s after the last heal or submission`;
    const doubt = proved ? '' : '; it may not have had its time';
    const shown = [...acknowledged, ...instances.values(), ...story.waiting.values(), ...story.errors];
    return {
      anomaly: 'lost-workflow',
      proof: proved ? 'proved' : 'possible',
      subject: `${definition}`,
      executions: [],
      events: inOrder(end.run ? [...shown, end.run] : shown),
      from: acknowledged.reduce((first, { at }) => Math.min(first, at), end.at),
      to: end.at,
      sentence: `${starts} of ${name} had no instance when the run ended at ${situation.when(end.at)}${grace}; ${commandPhrase(story)}${doubt}`,
    };
  }

  return {
    finish(end) {
      if (!end.complete) return [];
      const since = quietSince(situation);
      return [...situation.submissions.all()]
        .filter(({ definition }) => situation.submissions.missing(definition) > 0)
        .map((story) => finding(story, since, end));
    },
  };
}

function commandPhrase({ waiting, errors }: Submission): string {
  const last = errors.at(-1);
  if (waiting.size > 0) return `${waiting.size === 1 ? 'its command' : `${waiting.size} commands`} still waited`;
  return last ? `a master had given its command up: ${last.message}` : 'no command was left of it';
}
