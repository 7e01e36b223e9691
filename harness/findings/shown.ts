import { type Anomaly, anomalies } from '../../checkers/finding.ts';

/** What the page of findings says that one scenario showed. */
export interface Shown {
  readonly scenario: string;
  /** Each once. */
  readonly anomalies: readonly Anomaly[];
  /** A finding that the scenario expects, in words. */
  readonly quote: string | undefined;
}

/** Reads the page that `findingsPage` writes. A section that says nothing of what was proved is left out. */
export function readFindingsPage(text: string): readonly Shown[] {
  return text
    .split(/^## /m)
    .slice(1)
    .map((section) => {
      const [scenario = '', ...lines] = section.split('\n');
      const signatures = lines.flatMap((line) => /^- \d+ × `([^/`]+)\//.exec(line)?.[1] ?? []);
      const quote = lines.find((line) => line.startsWith('> '))?.slice(2);
      return { scenario, anomalies: anomalies.filter((anomaly) => signatures.includes(anomaly)), quote };
    })
    .filter((shown) => shown.anomalies.length > 0);
}
