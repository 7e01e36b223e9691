import { Listr, PRESET_TIMER } from 'listr2';
import type { Say } from '../cluster/wait.ts';

/** Shows a person what is being done. */
export interface Progress {
  /** Does a step under a title; `say` tells what is going on inside it. */
  step<T>(title: string, work: (say: Say) => Promise<T>): Promise<T>;
}

/** How often a step that goes on says so in plain lines, ms. */
const PLAIN_EVERY_MS = 15_000;

/** A live list on a terminal, plain lines in CI and in files. */
export function openProgress(live: boolean): Progress {
  return live ? { step: liveStep } : { step: plainStep };
}

async function liveStep<T>(title: string, work: (say: Say) => Promise<T>): Promise<T> {
  let result: { readonly value: T } | undefined;
  const list = new Listr(
    {
      title,
      task: async (_, task) => {
        const value = await work((text) => {
          task.output = text.split('\n', 1)[0] ?? '';
        });
        result = { value };
      },
    },
    {
      // Its own signal handling would end the process before the cluster is removed.
      registerSignalListeners: false,
      rendererOptions: { timer: PRESET_TIMER, collapseErrors: false, showErrorMessage: false },
    },
  );
  await list.run();
  if (!result) throw new Error(`step ${title} ended without a result`);
  return result.value;
}

/** Says a thing when it is another thing, and that it still goes on from time to time; counting seconds alone is no news. */
async function plainStep<T>(title: string, work: (say: Say) => Promise<T>): Promise<T> {
  const began = performance.now();
  const elapsed = (): string => `${((performance.now() - began) / 1000).toFixed(1)} s`;
  const print = (text: string): boolean => process.stderr.write(`${text}\n`);
  // Several things may go on side by side in one step.
  const said = new Map<string, number>();
  print(`${title} …`);
  const value = await work((text) => {
    const news = text.replace(/\d+(\.\d+)? s( of \d+(\.\d+)? s)?/g, '');
    if (performance.now() - (said.get(news) ?? Number.NEGATIVE_INFINITY) < PLAIN_EVERY_MS) return;
    said.set(news, performance.now());
    print(`  ${text} [${elapsed()}]`);
  });
  print(`${title}: done in ${elapsed()}`);
  return value;
}
