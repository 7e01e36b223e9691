import type { Difference, Differences, FoundInBoth } from '../../report/serve/model.ts';
import type { CountedSignature } from '../../report/stored/model.ts';

/** More of them say only that the two are not of a kind. */
const MOST = 200;

/**
 * Where two values of JSON are not the same: each leaf of either whose counterpart is another one, or none. In the order of the left one's fields.
 * @param left nothing where there is none of it.
 */
export function differencesOf(left: unknown, right: unknown): Differences {
  const [ours, theirs] = [leavesOf(left), leavesOf(right)];
  const paths = new Set([...ours.keys(), ...theirs.keys()]);
  const all: Difference[] = [];
  for (const path of paths) {
    const [a, b] = [ours.get(path), theirs.get(path)];
    // As JSON: the word null is not null.
    if (a !== b) all.push({ path, left: a && inWords(a), right: b && inWords(b) });
  }
  return { differences: all.slice(0, MOST), more: Math.max(0, all.length - MOST), same: paths.size - all.length };
}

/** What was found in either, violations first, then by how much more there is of it on one side. */
export function foundInBoth(
  left: readonly CountedSignature[],
  right: readonly CountedSignature[],
): readonly FoundInBoth[] {
  const [ours, theirs] = [left, right].map((all) => new Map(all.map((each) => [each.signature, each])));
  return [...new Set([...left, ...right].map(({ signature }) => signature))]
    .map((signature) => {
      const [a, b] = [ours?.get(signature), theirs?.get(signature)];
      const violation = (a?.violation ?? false) || (b?.violation ?? false);
      return { signature, violation, left: a?.count ?? 0, right: b?.count ?? 0 };
    })
    .sort(
      (a, b) => Number(b.violation) - Number(a.violation) || Math.abs(b.left - b.right) - Math.abs(a.left - a.right),
    );
}

/** A text without its quotes. */
function inWords(json: string): string {
  return json.startsWith('"') ? JSON.parse(json) : json;
}

/** Every leaf of a value as JSON, by its path: `faults.0.strike.kind`. */
function leavesOf(value: unknown): ReadonlyMap<string, string> {
  const leaves = new Map<string, string>();
  const add = (each: unknown, path: string): void => {
    if (each === undefined) return;
    const inner = typeof each === 'object' && each !== null ? Object.entries(each) : [];
    if (inner.length === 0) leaves.set(path, JSON.stringify(each));
    for (const [name, within] of inner) add(within, path === '' ? name : `${path}.${name}`);
  };
  add(value, '');
  return leaves;
}
