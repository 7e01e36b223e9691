/**
 * What an error says, for a history's reasons and for people. Never empty, as no reason may be: some errors have no message of their own
 * (an AggregateError of two refused connections), and their name has to do.
 */
export function reasonOf(error: unknown): string {
  return (error instanceof Error && error.message) || String(error);
}
