import type { RowEvent } from '../history/event.ts';
import type { Micros } from '../history/time.ts';
import type { Checker } from './checker.ts';
import { type Finding, none } from './finding.ts';
import type { Loss } from './losses.ts';
import { inOrder } from './phrases.ts';
import type { Situation } from './situation.ts';

type CommandRow = Extract<RowEvent, { table: 'command' }>;
type WorkflowRow = Extract<RowEvent, { table: 'workflow' }>;

/** The command that masters write for themselves in a failover. */
const FAILOVER = 'RECOVER_TOLERANCE_FAULT_PROCESS';

/** A failover took a workflow from a master: the command with which it has another one take it up. */
interface Failover {
  readonly workflow: number;
  readonly command: CommandRow;
  /** The name that was last in the row. */
  readonly from: string;
  /** All names in the row since the failover before: a stale one may have been written over that of the owner. */
  readonly names: readonly string[];
}

interface Story {
  /** The name that is last in the workflow's row, rightly or not, whether or not it was freed since. */
  named: string | undefined;
  /** When that name replaced another. */
  namedAt: Micros;
  /** The names since the last failover, or before it where there is none since. */
  names: string[];
  readonly failovers: Failover[];
  /** A name came so close to a command that either may have been first. */
  unclear: boolean;
}

/**
 * One workflow instance failed over twice for one loss.
 *
 * In events: a second `row` that inserts a command RECOVER_TOLERANCE_FAULT_PROCESS for a workflow, though no loss is left for it: not
 * each failover of the workflow can be for another loss of a master whose name was in the workflow's row since the failover before. A loss
 * is its node's or its session's end, or its container's death (`Losses`); it counts where it may have come before the command and was
 * not surely over before the master first had the workflow. `proved` where the registry was watched and neither it nor the audit has a gap; otherwise
 * `possible`, for then a loss may be unknown; so too where a name and a command are closer than the audit's clock error. The first failover of a workflow is not judged: a failover for no loss at all is not a second.
 * One finding for each workflow and the master that it was taken from.
 *
 * Proves that the masters did not agree on who is lost, so that a workflow was taken from one that had it by right, or twice from the
 * same. Does not show a second failover of a server that found nothing to take: every master that is told of a loss looks for its
 * workflows, and so its log line `failover-start` alone shows no harm (3.1, 3.2: MasterFailoverService).
 *
 * Cost: one record for each failover of a workflow; at the end each is compared with the losses of the few masters that had it.
 *
 * Upstream: apache/dolphinscheduler#16759 (3.2.2: a thawed master writes itself back as owner, and its own failover frees the
 * workflow again), #16942, #17342.
 */
export function doubleFailover(situation: Situation): Checker {
  const { audit } = situation.begin.uncertainty;
  const tolerance = situation.tolerance('audit', 'audit');
  const stories = new Map<number, Story>();

  function storyOf(workflow: number): Story {
    const known = stories.get(workflow);
    if (known) return known;
    const story = { named: undefined, namedAt: Number.NEGATIVE_INFINITY, names: [], failovers: [], unclear: false };
    stories.set(workflow, story);
    return story;
  }

  function observeName({ workflow, owner, at }: WorkflowRow): void {
    const story = storyOf(workflow);
    if (owner === null) return;
    const last = story.failovers.at(-1);
    if (last?.names === story.names) story.names = [owner];
    if (owner === story.named) return;
    if (story.names.at(-1) !== owner) story.names.push(owner);
    story.named = owner;
    story.namedAt = at;
    if (last && at - last.command.at <= tolerance) story.unclear = true;
  }

  function observeCommand(command: CommandRow, workflow: number): void {
    const story = storyOf(workflow);
    if (story.named === undefined) return;
    if (command.at - story.namedAt <= tolerance) story.unclear = true;
    story.failovers.push({ workflow, command, from: story.named, names: story.names });
  }

  /** Losses of a master that may be what a failover was for. */
  function reasonsFor({ workflow, command }: Failover, name: string): readonly Loss[] {
    const first = situation.workflows.owners(workflow).find(({ owner }) => owner === name);
    const had = (first?.at ?? command.at) - audit;
    return situation.losses
      .of(name)
      .filter(({ since, back }) => since <= command.at + audit && (back === undefined || back >= had));
  }

  /** Finds a loss for a failover that no other needs, if there is one: another may do with another. */
  function explain(failover: Failover, uses: Map<Loss, Failover>, tried: Set<Loss>): boolean {
    return [...new Set(failover.names)]
      .flatMap((name) => reasonsFor(failover, name))
      .some((loss) => {
        if (tried.has(loss)) return false;
        tried.add(loss);
        const user = uses.get(loss);
        if (user && !explain(user, uses, tried)) return false;
        uses.set(loss, failover);
        return true;
      });
  }

  function judge({ failovers: all, unclear }: Story): readonly Finding[] {
    if (all.length < 2) return none;
    const uses = new Map<Loss, Failover>();
    const tooMany = all.flatMap((failover, index) => {
      const isExplained = explain(failover, uses, new Set());
      const before = all[index - 1];
      if (!before || isExplained) return [];
      return [finding([before, failover], reasonsFor(failover, failover.from), unclear)];
    });
    return tooMany.filter((each, index) => tooMany.findIndex(({ subject }) => subject === each.subject) === index);
  }

  function finding(
    [before, { workflow, command, from }]: readonly [Failover, Failover],
    losses: readonly Loss[],
    unclear: boolean,
  ): Finding {
    const blind = !situation.hasWitness('registry') || situation.hasGap('registry') || situation.losses.nameless;
    const proof = blind || unclear || situation.hasGap('audit') ? 'possible' : 'proved';
    const who = ({ writer = 'somebody' }: CommandRow) => writer;
    const first = `after ${who(before.command)} had failed it over at ${situation.when(before.command.at)}`;
    const whose = command.writer === from ? 'itself' : from;
    const again = `${who(command)} failed it over from ${whose} at ${situation.when(command.at)}`;
    const lost = losses.length === 0 ? `no loss of ${from} is known` : `${from} had been lost ${times(losses.length)}`;
    return {
      anomaly: 'double-failover',
      proof,
      subject: `${workflow} ${from}`,
      workflow,
      servers: [before.command.writer, command.writer].filter((writer) => writer !== undefined),
      executions: [],
      events: inOrder([before.command, ...losses, command]),
      from: before.command.at,
      to: command.at,
      sentence: `workflow ${workflow}: ${first}, ${again}, though ${lost}${proof === 'proved' ? '' : ', as far as the history can tell'}`,
    };
  }

  return {
    reads: ['row'],
    observe(event) {
      if (event.type !== 'row') return none;
      if (event.table === 'workflow') observeName(event);
      const isFailover = event.table === 'command' && event.op === 'insert' && event.kind === FAILOVER;
      if (isFailover && event.workflow !== null) observeCommand(event, event.workflow);
      return none;
    },
    forget({ workflow }) {
      stories.delete(workflow);
    },
    // At the end alone: the registry's witness learns of a loss later than the masters do.
    finish: () => [...stories.values()].flatMap(judge),
  };
}

function times(count: number): string {
  return count === 1 ? 'only once' : `only ${count} times`;
}
