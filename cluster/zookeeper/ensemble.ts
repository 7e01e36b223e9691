import type { Address } from '../server.ts';
import { DeadlineError } from '../wait.ts';
import { fourLetters, isDump, parseSnapshot, type RegistrySnapshot } from './four-letters.ts';

/** Time for an answer, ms. */
const ANSWER_MS = 2_000;
/** Of a member that gave none the last time, while another one leads: that one's word is not to wait for it as long again. */
const SILENT_ANSWER_MS = 200;

/** One server of ZooKeeper's. */
export interface Member {
  readonly name: string;
  /** Where it is reached from here; another place after each start. @throws Error where it does not run. */
  readonly address: () => Promise<Address>;
}

/** What an ensemble holds, as its leader says. */
interface EnsembleLook extends RegistrySnapshot {
  readonly leader: string;
}

/** Members answer, and none of them leads: nothing can change. */
class NoLeaderError extends Error {
  readonly code = 'NO_LEADER';

  constructor() {
    super('no ZooKeeper leads');
    this.name = 'NoLeaderError';
  }
}

/** It runs, takes connections, and serves nobody: it has no leader, or is about to lose its place. */
class NotServingError extends Error {
  readonly code = 'NOT_SERVING';

  constructor(name: string) {
    super(`${name} serves nobody`);
    this.name = 'NotServingError';
  }
}

interface Answers {
  /** Number of the reign that it leads in; absent of one that follows, or serves nobody. */
  readonly reign: number | undefined;
  readonly dump: string;
  readonly cons: string;
}

/** All servers of ZooKeeper: one alone, or several of which one leads. */
export class Ensemble {
  readonly #members: readonly Member[];
  readonly #addresses = new Map<string, Address>();
  /** Of members that run: what each said last. */
  readonly #last = new Map<string, Answers>();
  readonly #silent = new Set<string>();
  /** The latest reign that any member told of. */
  #reign = 0;
  #turn = 0;

  constructor(members: readonly Member[]) {
    this.#members = members;
  }

  /** @returns where to reach a member; the next one at each call. @throws Error where that one does not run. */
  async anyAddress(): Promise<Address> {
    const member = this.#members[this.#turn++ % this.#members.length];
    if (!member) throw new Error('there is no ZooKeeper');
    return member.address();
  }

  /**
   * Asks every member. Sessions and nodes are the leader's word; a connection is known by the member that has it, and of one that runs and does not
   * answer stays what it said last.
   * @throws DeadlineError where none leads and one says nothing, NoLeaderError where all that run say that they do not lead; where one that is alone does not
   * run, the socket's error.
   */
  async look(): Promise<EnsembleLook> {
    const patient = this.#leader() === undefined;
    const results = await Promise.allSettled(this.#members.map((member) => this.#ask(member, patient)));
    const leader = this.#leader();
    const failures = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    if (!leader) throw failures.find((error) => error instanceof DeadlineError) ?? failures[0] ?? new NoLeaderError();
    // Of two who tell of one session the later counts: the word of one that is silent is an old one.
    const all = [...this.#last]
      .sort(([a], [b]) => Number(this.#silent.has(b)) - Number(this.#silent.has(a)))
      .map(([, answers]) => answers);
    const dumps = all.filter((answers) => answers !== leader.answers).map(({ dump }) => dump);
    const snapshot = parseSnapshot(leader.answers.dump, all.map(({ cons }) => cons).join('\n'), dumps.join('\n'));
    return { ...snapshot, leader: leader.name };
  }

  /** One that has just woken up may still believe that it leads: only the latest reign counts, even where its leader is silent. */
  #leader(): { readonly name: string; readonly answers: Answers } | undefined {
    return [...this.#last]
      .filter(([name, { reign }]) => reign === this.#reign && !this.#silent.has(name))
      .map(([name, answers]) => ({ name, answers }))[0];
  }

  async #ask({ name, address }: Member, patient: boolean): Promise<void> {
    const answerMs = this.#silent.has(name) && !patient ? SILENT_ANSWER_MS : ANSWER_MS;
    try {
      const known = this.#addresses.get(name) ?? (await address());
      this.#addresses.set(name, known);
      // One alone leads whatever it says.
      const askReign = async () =>
        this.#members.length === 1 ? 0 : reignOf(await fourLetters(known, 'srvr', answerMs));
      const reign = await askReign();
      const dump = await fourLetters(known, 'dump', answerMs);
      // Who steps down between two questions has nothing to tell; that is not to be read as a registry with nothing in it.
      if (!isDump(dump) || (await askReign()) !== reign) throw new NotServingError(name);
      this.#last.set(name, { reign, dump, cons: await fourLetters(known, 'cons', answerMs) });
      this.#reign = Math.max(this.#reign, reign ?? 0);
      this.#silent.delete(name);
    } catch (error) {
      // Back from the dead it has another port.
      this.#addresses.delete(name);
      if (error instanceof DeadlineError) this.#silent.add(name);
      else {
        this.#silent.delete(name);
        this.#last.delete(name);
      }
      throw error;
    }
  }
}

/** @returns the number of the reign that a member leads in, by its answer to `srvr`: the upper half of its newest transaction's number. */
export function reignOf(srvr: string): number | undefined {
  if (!/^Mode: leader$/m.test(srvr)) return undefined;
  const [, zxid] = /^Zxid: 0x([0-9a-f]+)$/m.exec(srvr) ?? [];
  return zxid === undefined ? undefined : Number(BigInt(`0x${zxid}`) >> 32n);
}
