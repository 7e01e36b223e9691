/**
 * Looks for the fewest items with which something still is so: A. Zeller and R. Hildebrandt, "Simplifying and isolating failure-inducing input", IEEE
 * TSE 28 (2002), with complements only, the chunks taken from left to right and halved each time round, as Lithium does. It yields what is to be
 * tried next and is told whether it still is so; what it returns was tried, or is all. Without any one item of that it is not so: 1-minimal.
 * A list that shrinks to m of n takes about m log n tries.
 * @param least so many are never gone below.
 */
export function* ddmin<Item>(items: readonly Item[], least = 0): Generator<readonly Item[], readonly Item[], boolean> {
  let kept = items;
  for (let size = items.length; size > 0; ) {
    const before = kept;
    for (let from = 0; from < kept.length; ) {
      const rest = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (rest.length >= least && (yield rest)) kept = rest;
      else from += size;
    }
    // One at a time, until once round nothing could go.
    if (size > 1) size = Math.ceil(size / 2);
    else if (kept === before) return kept;
  }
  return kept;
}
