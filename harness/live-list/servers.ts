import type { EventOf } from '../../history/event.ts';
import type { Style } from '../../report/paint.ts';
import type { View } from '../view.ts';

type Container = EventOf<
  'container.start' | 'container.die' | 'container.pause' | 'container.unpause' | 'container.restart'
>;

/** What is known of a server now. */
export interface ServerState {
  readonly server: string;
  readonly mark: string;
  readonly style: Style;
  /** Empty where there is nothing to say. */
  readonly words: string;
}

/** Each server of a run's header, in that order. Cost: one look at each event of a container. */
export function serverStates(view: View): readonly ServerState[] {
  const { situation, evidence } = view;
  const containers = new Map<string, Container>();
  for (const type of [
    'container.start',
    'container.die',
    'container.pause',
    'container.unpause',
    'container.restart',
  ] as const)
    for (const event of evidence.of(type))
      if ((containers.get(event.server)?.at ?? Number.NEGATIVE_INFINITY) <= event.at)
        containers.set(event.server, event);
  const owned = Map.groupBy(
    [...situation.workflows.all()].filter(({ latest }) => !latest.final && latest.owner !== null),
    ({ latest }) => latest.owner ?? '',
  );
  return situation.begin.servers.map(({ name: server, role }) => {
    const state = stateOf(view, server, role, containers.get(server));
    const workflows = owned.get(server)?.length ?? 0;
    const owns = workflows === 0 ? '' : `owns ${workflows}`;
    return { server, ...state, words: [state.words, owns].filter((words) => words !== '').join(', ') };
  });
}

const up = { mark: '✔', style: 'green', words: '' } as const;

function stateOf(
  { situation }: View,
  server: string,
  role: string,
  container: Container | undefined,
): Omit<ServerState, 'server'> {
  if (container?.type === 'container.die')
    return { mark: '✗', style: 'red', words: `ended (exit ${container.exitCode ?? 'unknown'})` };
  if (container?.type === 'container.pause') return { mark: '‖', style: 'yellow', words: 'frozen' };
  const isRegistered = role === 'master' || role === 'worker';
  if (isRegistered && situation.hasWitness('registry')) {
    const registration = situation.nodes.registration(server);
    if (!registration) return { mark: '·', style: 'dim', words: 'not there yet' };
    if (!registration.present) {
      const expired = situation.nodes.hasExpired(server);
      return { mark: '✗', style: 'red', words: expired ? 'session expired' : 'not registered' };
    }
    return up;
  }
  // Nothing is submitted before all are up.
  const begun = [...situation.definitions()].length > 0 || container !== undefined;
  return begun ? up : { mark: '·', style: 'dim', words: '' };
}
