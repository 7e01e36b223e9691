import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** There is no Chromium on this machine, or it does not start; the message says what to do. */
export class NoChromiumError extends Error {
  readonly code = 'NO_CHROMIUM';

  constructor(reason: string, options?: ErrorOptions) {
    super(
      `${reason} The tests of report.html need one: sudo apt-get install chromium (Debian), or Google Chrome's own package (Ubuntu).`,
      options,
    );
    this.name = 'NoChromiumError';
  }
}

/** @throws NoChromiumError */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  // Chromium's sandbox does not work for root, and these pages are our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  try {
    return await chromium.launch({ executablePath, args, timeout: 60_000 });
  } catch (error) {
    throw new NoChromiumError(`${executablePath} does not start.`, { cause: error });
  }
}

function findChromium(): string {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isExecutable);
  if (found === undefined) throw new NoChromiumError(`Neither ${names.join(' nor ')} is on the PATH.`);
  return found;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
