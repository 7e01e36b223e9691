import type { Finding } from './finding.ts';

/** What a checker has said so far, so that it says a thing again only when it has changed. One record for each finding. */
export class Told {
  readonly #latest = new Map<string, Finding>();

  has(subject: string): boolean {
    return this.#latest.has(subject);
  }

  /** @returns the finding, unless the same was said before. */
  tell(finding: Finding): readonly Finding[] {
    const before = this.#latest.get(finding.subject);
    if (before?.proof === finding.proof && before.sentence === finding.sentence && before.to === finding.to) return [];
    this.#latest.set(finding.subject, finding);
    return [finding];
  }
}
