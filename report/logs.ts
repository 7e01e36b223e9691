/**
 * A line of a log that a report holds: the byte at which it begins in its file, its time in µs since the run began (null: it has none, as a line of a stack
 * trace), its text, and whether lines before it are left out.
 */
export type ExcerptLine = readonly [offset: number, at: number | null, text: string, cut: boolean];

/** What a report holds of a run's logs, by file of its `logs/`: lines in order. */
export type LogExcerpts = Readonly<Record<string, readonly ExcerptLine[]>>;
