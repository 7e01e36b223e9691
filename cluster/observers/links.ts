import { setTimeout as sleep } from 'node:timers/promises';
import { gap } from '../../history/gap.ts';
import type { Journal } from '../../history/journal.ts';
import { reasonOf } from '../../history/reason.ts';
import { MICROS_PER_MS, nowMicros } from '../../history/time.ts';
import type { LinkSetting, Links } from '../links.ts';
import { type FarEndsOf, LinkTraffic, parseLinkSample } from './link-traffic.ts';

/** How often Toxiproxy is asked how its proxies are set, ms. */
const ASK_EVERY_MS = 500;
/** The looks at the connections come at least once a second; so long without one and the witness is blind, ms. */
const SILENT_MS = 5_000;

interface Context {
  readonly links: Links;
  readonly farEndsOf: FarEndsOf;
  readonly journal: Journal;
}

/** The witness of the links. */
export interface LinkObserver {
  /** A line that Toxiproxy's container has printed. */
  hear(line: string): void;
  /** One last look at how the proxies are set. */
  finish(): Promise<void>;
  stop(): Promise<void>;
}

/** Watches the proxies: how they are set, as Toxiproxy says, and their connections, as the kernel of their container counts them. */
export function observeLinks({ links, farEndsOf, journal }: Context): LinkObserver {
  const traffic = new LinkTraffic(links.specs, farEndsOf);
  const settings = new Map<string, string>();
  const stopping = new AbortController();
  const { signal } = stopping;
  let heardAt = performance.now();
  let blind = false;

  const ask = async (): Promise<void> => {
    const now = await links.settings();
    const at = nowMicros();
    for (const { name, server } of links.specs) {
      const setting: LinkSetting = now.get(name) ?? { enabled: false, toxics: [] };
      const text = JSON.stringify(setting);
      if (settings.get(name) === text) continue;
      settings.set(name, text);
      const { enabled, toxics } = setting;
      journal.append({ at, source: 'link', type: 'link.state', link: name, server, enabled, toxics: [...toxics] });
    }
  };
  const miss = (reason: string, at = nowMicros()): void => {
    if (!blind) journal.append(gap('link', reason, at));
    blind = true;
  };

  const asking = (async () => {
    while (!signal.aborted) {
      await ask().then(
        () => {
          const silence = performance.now() - heardAt;
          if (silence < SILENT_MS) blind = false;
          else miss('nothing was heard of the connections', nowMicros() - Math.round(silence) * MICROS_PER_MS);
        },
        (error: unknown) => miss(`Toxiproxy does not answer: ${reasonOf(error)}`),
      );
      await sleep(ASK_EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  })();

  return {
    hear(line) {
      const sample = parseLinkSample(line);
      if (!sample) return;
      heardAt = performance.now();
      for (const event of traffic.look(sample)) journal.append({ ...event, source: 'link' });
    },
    async finish() {
      await ask().catch((error: unknown) => miss(`the last look at Toxiproxy: ${reasonOf(error)}`));
    },
    async stop() {
      stopping.abort();
      await asking;
    },
  };
}
