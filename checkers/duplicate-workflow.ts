import type { Checker } from './checker.ts';
import type { Finding } from './finding.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';
import type { Submission } from './submissions.ts';

/**
 * More instances of a workflow than anybody asked for.
 *
 * In events: for a definition that the harness called to start (`call.invoke` of `start workflow`), more workflow instances of which a
 * `row` was ever seen than calls that did not certainly fail (answered yes, not answered, or nobody knows) and commands of the scheduler's
 * own timer (SCHEDULER). A rerun, a recovery and a failover work on an instance that exists, and make none. `possible` where the client
 * has a gap, which may hide a call, or the audit one, which may hide a command of the timer. Nothing is said of a definition that was
 * asked for several dates at once (COMPLEMENT_DATA), where one command may make any number, nor of one that nobody called to start: it
 * may be another workflow's part. What is there is there: a run that was cut short shows it as well.
 *
 * Proves that the scheduler ran work that nobody had asked for, usually one command taken twice. Does not say which of the instances
 * is the one too many, and can't see one that makes up for a lost one.
 *
 * Cost: nothing until the end, then one look at each definition.
 *
 * Upstream: apache/dolphinscheduler#17286, #5917, #1477 (one command taken twice), #2231, #13758, #15307, #16816 (the timer fires twice).
 */
export function duplicateWorkflow(situation: Situation): Checker {
  function judge(story: Submission): readonly Finding[] {
    const { definition, called, refused, scheduled, complemented } = story;
    const asked = called - refused + scheduled;
    const instances = [...story.instances];
    // What nobody but another workflow asked for is as often there as that asked, which nothing tells.
    const untold = called === 0 && (scheduled === 0 || situation.isRunByTask(definition));
    if (untold || complemented || instances.length <= asked) return [];
    const proved = !situation.hasGap('client') && !situation.hasGap('audit');
    const moments = instances.map(([, moment]) => moment);
    const names = instances.map(([workflow]) => workflow).join(', ');
    const starts =
      asked === 0 ? 'though no start of it was accepted' : `for ${asked} ${asked === 1 ? 'start' : 'starts'}`;
    const doubt = proved ? '' : '; a gap may hide a start';
    return [
      {
        anomaly: 'duplicate-workflow',
        proof: proved ? 'proved' : 'possible',
        subject: `${definition}`,
        executions: [],
        events: inOrder([...story.acknowledged, ...moments]),
        from: moments.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY),
        to: moments.reduce((last, { at }) => Math.max(last, at), Number.NEGATIVE_INFINITY),
        sentence: `${situation.definitionName(definition)} has ${instances.length} ${instances.length === 1 ? 'instance' : 'instances'} (${names}) ${starts}${doubt}`,
      },
    ];
  }

  return {
    finish: () => [...situation.submissions.all()].flatMap(judge),
  };
}
