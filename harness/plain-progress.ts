import type { Progress } from './progress.ts';

/** How often a step that goes on says so in plain lines, ms. */
const PLAIN_EVERY_MS = 15_000;

/**
 * Lines for CI and files, on standard error: each step once, with what is news about it, and each finding once.
 * @param run where several go on in one process: which one a line is of. Its steps are told when they begin, and nothing of what goes on inside them.
 */
export function plainProgress(run?: string): Progress {
  const print = (text: string): boolean => process.stderr.write(`${run === undefined ? '' : `[${run}] `}${text}\n`);
  return {
    step: async (title, work) => {
      print(`${title} …`);
      if (run !== undefined) return work(() => undefined);
      const began = performance.now();
      const elapsed = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
      const value = await work(newsOnly((text) => print(`  ${text} [${elapsed()}]`)));
      print(`${title}: done in ${elapsed()}`);
      return value;
    },
    show: () => (findings) => {
      for (const { anomaly, sentence } of findings) print(`found ${anomaly}, proved: ${sentence}`);
    },
  };
}

/** Says a thing when it is another thing, and that it still goes on from time to time; counting seconds alone is no news. */
function newsOnly(print: (text: string) => void): (text: string) => void {
  // Several things may go on side by side in one step.
  const said = new Map<string, number>();
  return (text) => {
    const news = text.replace(/\d+(\.\d+)? s( of \d+(\.\d+)? s)?/g, '');
    if (performance.now() - (said.get(news) ?? Number.NEGATIVE_INFINITY) < PLAIN_EVERY_MS) return;
    said.set(news, performance.now());
    print(text);
  };
}
