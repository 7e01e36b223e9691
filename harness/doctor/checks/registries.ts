import type { Check, Judgement } from '../check.ts';
import { imagesState } from './images.ts';

/** What images are built from where they are not there; mirrors that this machine's tools are set up to use are asked by those, not here. */
const registries = {
  'Docker Hub': 'https://registry-1.docker.io/v2/',
  'Maven Central': 'https://repo.maven.apache.org/maven2/',
  'the Go module proxy': 'https://proxy.golang.org/github.com/!shopify/toxiproxy/v2/@v/list',
  Debian: 'https://deb.debian.org/debian/dists/bookworm/InRelease',
} as const;
type Registry = keyof typeof registries;

/** Time for one to answer, ms. */
const ANSWER_MS = 5_000;

export const registriesCheck: Check = {
  name: 'registries',
  deadlineMs: 20_000,
  async look({ engine }) {
    const { missing } = await imagesState(await engine());
    if (missing.length === 0) return judgeRegistries(undefined);
    const names = Object.keys(registries) as Registry[];
    const answers = await Promise.all(names.map(async (name) => [name, await refusalOf(registries[name])] as const));
    return judgeRegistries(answers);
  },
};

/** `answers`: of each, why it does not answer, or nothing; absent where nobody was asked. */
export function judgeRegistries(
  answers: readonly (readonly [name: string, refusal: string | undefined])[] | undefined,
): Judgement {
  if (!answers) return { state: 'ok', says: 'not asked: every image is there' };
  const silent = answers.filter(([, refusal]) => refusal !== undefined);
  if (silent.length === 0) return { state: 'ok', says: `${answers.map(([name]) => name).join(', ')} answer` };
  const says = silent.map(([name, refusal]) => `${name} does not answer (${refusal})`).join('; ');
  return {
    state: 'warning',
    says: `${says}; images are to be built, and without Docker Hub they are made from Debian and Maven Central`,
    fix: 'look at the proxy and mirrors of this machine (HTTPS_PROXY, ~/.m2/settings.xml, GOPROXY, /etc/apt), then ./doublerun images build',
  };
}

/** Any answer will do, a refusal too: it is there. */
async function refusalOf(url: string): Promise<string | undefined> {
  try {
    await fetch(url, { method: 'HEAD', signal: AbortSignal.timeout(ANSWER_MS) });
    return undefined;
  } catch (error) {
    const { name, cause } = error as { name: string; cause?: { code?: string } };
    return name === 'TimeoutError' ? `nothing within ${ANSWER_MS / 1_000} s` : (cause?.code ?? name);
  }
}
