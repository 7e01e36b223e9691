import { readFileSync } from 'node:fs';
import type { Check, Judgement } from '../check.ts';

const manifest = new URL('../../../package.json', import.meta.url);

export const node: Check = {
  name: 'node',
  deadlineMs: 1_000,
  async look() {
    const { engines } = JSON.parse(readFileSync(manifest, 'utf8')) as { engines: { node: string } };
    return judgeNode(process.versions.node, engines.node.replace('>=', ''));
  },
};

export function judgeNode(version: string, least: string): Judgement {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  // Odd releases of 23 lack what 22.18 has.
  const isNew = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (isNew && major !== 23) return { state: 'ok', says: `Node ${version}` };
  return {
    state: 'wrong',
    says: `Node ${version}; ${least} or newer is needed`,
    fix: './doublerun --help   (its launcher gets Node 24)',
  };
}
