/** For sorting: by the code units of texts, or by size. */
export function compare(a: string | number, b: string | number): number {
  return a < b ? -1 : Number(a > b);
}
