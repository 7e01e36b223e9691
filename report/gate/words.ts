import { plural } from '../counts.ts';
import type { ComparedCell, GateCell, GateFinding, GateResult, Judged, StatusKind, Variant } from './model.ts';

/** What each status means, worst first. */
export const meanings: Readonly<Record<StatusKind, string>> = {
  regressed: 'there before and more often now, with evidence',
  new: 'never there before, and here now, with evidence',
  'gone without a note':
    'there before and in no run now, with evidence, and the baseline does not say that it is to go: is it fixed, or is something blind?',
  'not gone': 'there before and in runs now, though the baseline says that it is to go',
  'not enough evidence': 'too few pairs of runs differ, or say anything, to tell',
  'not seen': 'in the baseline, in so few runs that it may well be missed now: expected',
  'still broken': 'in the baseline and here now: expected',
  fixed: 'there before and in no run now, with evidence, as the baseline says',
};

/** `3 findings are new`, worst first; nothing of what there is none. */
function countsOf(result: GateResult): readonly string[] {
  const kinds = judgedIn(result).map(({ status }) => status.kind);
  const findings = (...wanted: readonly StatusKind[]): readonly string[] =>
    wanted.flatMap((kind) => {
      const count = kinds.filter((each) => each === kind).length;
      return count === 0 ? [] : [`${plural(count, 'finding')} ${verbOf(kind, count)} ${kind}`];
    });
  const cells = (kind: GateCell['kind'], words: string): readonly string[] => {
    const count = result.cells.filter((cell) => cell.kind === kind).length;
    return count === 0 ? [] : [`${plural(count, 'cell')} ${words}`];
  };
  const compared = result.cells.flatMap((cell) => (cell.kind === 'compared' ? [cell] : []));
  const open = compared.filter(({ rest }) => !rest.known).length;
  const clean = compared.filter(({ rest, findings: listed }) => rest.known && listed.length === 0).length;
  return [
    ...findings('regressed', 'new', 'gone without a note'),
    ...cells('broken', 'with nothing but broken runs'),
    ...findings('not gone', 'not enough evidence'),
    ...cells('missing', 'of the baseline without a run now'),
    ...cells('no baseline', 'that the baseline does not have'),
    ...(open === 0 ? [] : [`${plural(open, 'cell')} with too few pairs to say what else there is`]),
    ...(result.unread.length === 0 ? [] : ['runs that cannot be read']),
    ...findings('still broken', 'not seen', 'fixed'),
    ...(clean === 0 ? [] : [`${plural(clean, 'cell')} clean on both sides`]),
  ];
}

function verbOf(kind: StatusKind, count: number): string {
  const has = kind === 'regressed' || kind === 'not enough evidence';
  if (has) return count === 1 ? 'has' : 'have';
  return count === 1 ? 'is' : 'are';
}

/** The verdict in one word, and what it comes from. */
export function headOf(result: GateResult): { readonly word: string; readonly what: string } {
  const words = { violation: 'FAILED', broken: 'BROKEN', inconclusive: 'NOT ENOUGH EVIDENCE', pass: 'PASSED' };
  const counts = countsOf(result);
  return { word: words[result.verdict], what: counts.length === 0 ? 'nothing was compared' : counts.join(', ') };
}

/** What to do, most urgent first; each a sentence. */
export function nextOf(result: GateResult): readonly string[] {
  const judged = judgedIn(result);
  const of = (kind: StatusKind): readonly Judged[] => judged.filter(({ status }) => status.kind === kind);
  const worse = [...of('regressed'), ...of('new')].find(({ run }) => run !== undefined);
  const needed = of('not enough evidence').flatMap(({ status }) =>
    status.kind === 'not enough evidence' && status.needed ? [status.needed.pairs] : [],
  );
  const cells = (kind: GateCell['kind']): boolean => result.cells.some((cell) => cell.kind === kind);
  const open = result.cells.flatMap((cell) => (cell.kind === 'compared' && !cell.rest.known ? [cell.rest] : []));
  return [
    ...(worse ? [`Look at ${worse.finding} in the run ${worse.run}.`] : []),
    ...(of('gone without a note').length > 0
      ? [
          'Find out why a finding has gone; then write that into its "gone" in the baseline, or save a new one with --save.',
        ]
      : []),
    ...(of('not gone').length > 0
      ? ['Look at what was to go; or take its "gone" out of the baseline, where this build does not have the fix.']
      : []),
    ...(cells('broken') ? ['Run the broken cells again; ./doublerun doctor says what is wrong here.'] : []),
    ...(needed.length > 0
      ? [
          `Run more seeds on both sides: ${plural(Math.max(...needed), 'more pair')} would decide all of it that can be decided, if it goes on like this.`,
        ]
      : []),
    ...(open.length > 0
      ? [
          `Run the same seeds of the same scenarios on both sides: it takes ${plural(Math.max(...open.map(({ wanted, pairs }) => wanted - pairs)), 'more pair')} of which both runs leave nothing open (--least says how many).`,
        ]
      : []),
    ...(result.unread.length > 0
      ? ['Compare with the Doublerun that wrote those lines; ./doublerun stats --rebuild mends half ones.']
      : []),
    ...(cells('missing') ? ['Run what the baseline has and the candidate does not.'] : []),
    ...(cells('no baseline') ? ['Save what the baseline does not have, from a build that is known, with --save.'] : []),
    ...(of('fixed').length > 0 ? ['What is fixed stays so once the baseline is saved anew with --save.'] : []),
  ];
}

/** `new: 6 more pairs that differ would decide`. */
export function statusInWords({
  status,
  pairs,
  more,
  fewer,
}: Pick<Judged, 'status' | 'pairs' | 'more' | 'fewer'>): string {
  switch (status.kind) {
    case 'fixed':
      return `fixed: ${status.gone}`;
    case 'not gone':
      return `not gone: ${status.gone}`;
    case 'still broken':
      return status.rarer ? 'still broken, seldomer' : 'still broken';
    case 'not enough evidence': {
      if (!status.needed) {
        if (pairs === 0) return 'not enough evidence: no pair says anything';
        return more + fewer === 0 ? 'not enough evidence: no pair differs' : 'not enough evidence';
      }
      const { differing, pairs: inAll } = status.needed;
      return `not enough evidence: ${differing} more that differ, some ${plural(inAll, 'pair')}`;
    }
    case 'regressed':
    case 'new':
    case 'not seen':
    case 'gone without a note':
      return status.kind;
  }
}

/** `3.1.1 waiting → 3.1.1 stop`, with builds of one's own. */
export function comparedInWords(before: Variant, now: Variant): string {
  const [was, is] = [variantInWords(before), variantInWords(now)];
  return was === is ? is : `${was} → ${is}`;
}

export function variantInWords({ text, build }: Variant): string {
  return build === undefined ? text : `${text}, own build ${build}`;
}

/** `8 pairs (runs that say too little: 0 before, 3 now, 2 of them broken)`. */
export function pairedInWords({ pairs, silent }: ComparedCell): string {
  const { before, now, broken } = silent;
  const ofNow = broken === 0 ? '' : `, ${broken} of them broken`;
  const told = before + now === 0 ? '' : ` (runs that say too little: ${before} before, ${now} now${ofNow})`;
  return `${plural(pairs, 'pair')}${told}`;
}

/** What is said of the violations that nothing proves, where that is worth a row: always where nothing else is, else where it is not known. */
export function restInWords({
  findings,
  rest,
}: ComparedCell): { readonly what: string; readonly status: string } | undefined {
  const what = findings.length === 0 ? 'no violation' : 'no other violation';
  if (rest.known) return findings.length === 0 ? { what, status: 'absent' } : undefined;
  return { what, status: `not enough evidence: ${rest.pairs} of ${plural(rest.wanted, 'pair')}` };
}

/** Where a contract was changed. */
export function contractsInWords({ contracts }: ComparedCell): string | undefined {
  if (!contracts) return undefined;
  const [was, is] = [contracts.before, contracts.now].map((contract) => contract.join(', '));
  return `held to ${was} before, and to ${is} now; judged by both`;
}

/** What was left out, a sentence each. */
export function leftOutOf({ unread, own }: GateResult): readonly string[] {
  const ownRuns = `${plural(own, 'run')} of the candidate ${own === 1 ? 'is' : 'are'} the baseline's own, and left out`;
  return [...unread, ...(own === 0 ? [] : [ownRuns])];
}

/** `10: +0 −9`: pairs, and those that differ. */
export function pairsInWords({ pairs, more, fewer }: Pick<GateFinding, 'pairs' | 'more' | 'fewer'>): string {
  return `${pairs}: +${more} −${fewer}`;
}

/** The statuses that occur, with what they mean. */
export function legendOf(result: GateResult): readonly string[] {
  const kinds = new Set(judgedIn(result).map(({ status }) => status.kind));
  return (Object.keys(meanings) as StatusKind[])
    .filter((kind) => kinds.has(kind))
    .map((kind) => `${kind}: ${meanings[kind]}`);
}

/** How far the verdict is to be trusted. */
export function riskInWords({ risk, family }: GateResult): string {
  return `A gate that compares a build with itself fails in at most ${Number((risk * 100).toPrecision(3))} % of its uses, all findings together${family > 1 ? ` (evidence adjusted for ${family})` : ''}.`;
}

export const pairsLegend =
  'k/n: runs that prove it, of those that speak of it; Wilson 95 %. Pairs: same plan and seed on both sides; + only now, − only before.';

function judgedIn({ cells }: GateResult): readonly Judged[] {
  return cells.flatMap((cell) => (cell.kind === 'compared' ? cell.findings : []));
}
