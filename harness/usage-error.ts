/** What was asked for makes no sense; the message says which part and what would. Exit 64. */
export class UsageError extends Error {
  readonly code = 'USAGE';

  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** The user stopped it. Exit 130. */
export class InterruptError extends Error {
  readonly code = 'INTERRUPTED';

  constructor() {
    super('interrupted');
    this.name = 'InterruptError';
  }
}
