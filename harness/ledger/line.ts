import type { z } from 'zod';
import { parseJson } from '../../history/json.ts';
import { type LedgerRecord, ledgerRecordSchema } from './record.ts';

/**
 * A record as a line, without its line end: what the schema knows, in its order.
 * @throws ZodError where it is none.
 */
export function lineOf(record: LedgerRecord): string {
  return JSON.stringify(ledgerRecordSchema.parse(record));
}

/** How every line begins. Within a string its quotes are escaped, so that it stands nowhere else. */
const BEGIN = '{"at":';

/** Where the last record on a line begins, if it is one: behind what another process has left of its own. Less than 0 where none does. */
export function lastBegin(text: string): number {
  return text.lastIndexOf(BEGIN);
}

/** What is known of one line. `half`: something that is no record stands on it, alone or before one. */
export interface ReadLine {
  readonly record?: LedgerRecord;
  readonly half: boolean;
}

/**
 * Reads lines. Two runs of one cell differ in how their lines begin and end, and hardly in the long part between: that is parsed once for all of them.
 * A line that is written in another way, as by hand, is parsed as a whole, which takes three times as long and comes to the same.
 */
export class LineReader {
  readonly #middles = new Map<string, Middle>();

  read(text: string): ReadLine {
    const record = this.#recordIn(text);
    if (record) return { record, half: false };
    // A process was killed in the middle of its line after another one had looked how the file ends.
    const begin = lastBegin(text);
    const rest = begin > 0 ? this.#recordIn(text.slice(begin)) : undefined;
    return rest ? { record: rest, half: true } : { half: true };
  }

  #recordIn(text: string): LedgerRecord | undefined {
    return this.#inParts(text) ?? ledgerRecordSchema.safeParse(parseJson(text)).data;
  }

  /** Begin, middle and end stand side by side at commas: where each is some fields of an object, the line is that object. */
  #inParts(text: string): LedgerRecord | undefined {
    const head = HEAD.exec(text);
    TAIL.lastIndex = beginOfTail(text);
    const tail = head && TAIL.exec(text);
    const middle = tail && this.#middle(text.slice(head[0].length, tail.index));
    if (!middle) return undefined;
    const [, at = '', seconds, run, scenario = '', seed, plan = '', stimulus = ''] = head;
    const [, until, name, unit, shard, doublerun = ''] = tail;
    // The middle first: a copy of it that is added to is a third faster than adding it to the others.
    const record: LedgerRecord = {
      ...middle,
      at,
      seconds: Number(seconds),
      scenario,
      seed: Number(seed),
      plan,
      stimulus,
      doublerun,
    };
    if (run !== undefined) record.run = run;
    if (until !== undefined) record.secondsUntil = Number(until);
    if (name !== undefined && unit !== undefined) {
      record.campaign = shard === undefined ? { name, unit } : { name, unit, shard };
    }
    return record;
  }

  #middle(text: string): Middle | undefined {
    const known = this.#middles.get(text);
    if (known) return known;
    const middle = middleSchema.safeParse(parseJson(`{${text}}`)).data;
    if (middle) this.#middles.set(text, middle);
    return middle;
  }
}

// As `lineOf` writes them, and nothing that JSON or the schema would refuse: strings without an escape, numbers without an exponent, and of dates those
// that no calendar is needed for (the 31st and February 29th are read the long way).
const TEXT = String.raw`"([^"\\\u0000-\u001f]*)"`;
const NUMBER = String.raw`((?:0|[1-9]\d{0,14})(?:\.\d{1,17})?)`;
const DAY = String.raw`(?:(?:0[13-9]|1[0-2])-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8]))`;
const AT = String.raw`"(20\d\d-${DAY}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z)"`;
const HEAD = RegExp(
  String.raw`^\{"at":${AT},"seconds":${NUMBER}(?:,"run":${TEXT})?,"scenario":${TEXT},"seed":(0|[1-9]\d{0,14}),"plan":${TEXT},"stimulus":${TEXT},(?="version":)`,
);
const TAIL = RegExp(
  String.raw`(?:,"secondsUntil":${NUMBER})?(?:,"campaign":\{"name":${TEXT},"unit":${TEXT}(?:,"shard":${TEXT})?\})?,"doublerun":${TEXT}\}$`,
  'y',
);

function beginOfTail(text: string): number {
  const places = [',"secondsUntil":', ',"campaign":', ',"doublerun":'].map((field) => text.lastIndexOf(field));
  return Math.max(0, places.find((at) => at >= 0) ?? 0);
}

const middleSchema = ledgerRecordSchema.omit({
  at: true,
  seconds: true,
  run: true,
  scenario: true,
  seed: true,
  plan: true,
  stimulus: true,
  secondsUntil: true,
  campaign: true,
  doublerun: true,
});
type Middle = z.infer<typeof middleSchema>;
