import { type Edit, edited, settled } from './edits.ts';

/** What stands in the place of a secret. */
export const MARK = '[removed]';

/** A kind of secret, and how it is found. The group `secret` is what is removed; what stands before it says what it was. */
interface Kind {
  readonly what: string;
  readonly pattern: RegExp;
}

/** As plain text, as JSON within a string, and as HTML have it. */
const QUOTE = String.raw`(?:\\*["']|&quot;|&#39;)`;
/** To the end of a quotation, or of a word: a comma ends it only where a blank follows, for passwords have commas. */
const VALUE = String.raw`(?:(?<=["';])(?<quoted>[^"'\\\n&]+)(?=\\*["']|&)|(?<bare>(?:(?!,\s|[\s"'\\;&<>()[\]{}|]).)+))`;
const NAME = `(?:password|passwd|passphrase|pwd|secret|token|credential|api[_-]?key|access[_-]?key|private[_-]?key)s?(?:[_-]?(?:key|value|hash))?`;

/**
 * All that is looked for. What a run of ours really has are sessions of the API, which its server writes into its log at each login (3.1, 3.2:
 * AbstractAuthenticator). The rest may come from somebody's own build, settings or scripts. Sessions of ZooKeeper (0x…) are no secrets, and findings
 * need them.
 */
export const kinds: readonly Kind[] = [
  {
    what: 'private key',
    pattern: /(?<secret>-----BEGIN [A-Z ]*PRIVATE KEY-----.*?-----END [A-Z ]*PRIVATE KEY-----)/gs,
  },
  {
    what: 'session of the API',
    pattern: RegExp(String.raw`\bJ?session[_-]?id${QUOTE}?\s*[:=]\s*${QUOTE}?(?!0x)(?<secret>[\w.-]{16,})`, 'gi'),
  },
  {
    what: 'cookie',
    pattern: RegExp(String.raw`\bcookie${QUOTE}?\s*[:=]\s*${QUOTE}?(?<secret>[^\s"'\\&<[][^\r\n"'\\&<]*)`, 'gi'),
  },
  {
    what: 'authorization',
    pattern: RegExp(
      String.raw`\bauthorization${QUOTE}?\s*[:=]\s*${QUOTE}?(?:(?:basic|bearer|digest|negotiate)\s+)?(?!(?:basic|bearer|digest|negotiate)\s)(?<secret>[^\s"'\\&<[]+)`,
      'gi',
    ),
  },
  { what: 'authorization', pattern: /\bbearer\s+(?<secret>[\w+/=.~-]{16,})/gi },
  { what: 'password, token or key', pattern: RegExp(`${NAME}${QUOTE}?\\s*[:=]\\s*${QUOTE}?${VALUE}`, 'gi') },
  {
    what: 'password, token or key',
    pattern: RegExp(String.raw`--[\w-]*${NAME}\s+(?<secret>[^\s"'\\&<[-][^\s"'\\&<]*)`, 'gi'),
  },
  {
    what: 'user and password in an address',
    pattern: /\b[a-z][a-z0-9+.-]*:\/\/(?<secret>[^\s/@:"'<>[]+:[^\s/@"'<>[]+)(?=@)/gi,
  },
  {
    what: 'token, by its form',
    pattern:
      /\b(?<secret>gh[pousr]_\w{30,}|github_pat_\w{30,}|glpat-[\w-]{20,}|AKIA[0-9A-Z]{16}|eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+)/g,
  },
];

/** A secret in a text. */
export interface Secret extends Edit {
  readonly what: string;
}

/** Every secret of a text, in order. Cost: one pass for each kind. */
export function findSecrets(text: string): readonly Secret[] {
  return settled(
    kinds.flatMap(({ what, pattern }) =>
      [...text.matchAll(pattern)].map((match) => {
        const { secret, quoted, bare } = match.groups ?? {};
        const value = secret ?? quoted ?? bare ?? '';
        // What is behind the secret in a match is looked at only, so that the secret is its end.
        const to = match.index + match[0].length;
        return { what, from: to - value.length, to, by: MARK };
      }),
    ),
  );
}

/** Is told of each secret that was removed. */
export type Tell = (what: string) => void;

export function redactText(text: string, tell: Tell): string {
  const secrets = findSecrets(text);
  for (const { what } of secrets) tell(what);
  return secrets.length === 0 ? text : edited(text, secrets);
}

const secretName = RegExp(`${NAME}$`, 'i');
const sessionName = /^J?session[_-]?id$/i;

/** A value as JSON has it, without its secrets: in its strings, and under names that say that they hold one. The same value where there is none. */
export function redactJson(value: unknown, tell: Tell, name = ''): unknown {
  if (typeof value === 'string' || typeof value === 'number') {
    if (value === MARK || value === '') return value;
    const isSession = sessionName.test(name) && !String(value).startsWith('0x');
    if (isSession || secretName.test(name)) {
      tell(isSession ? 'session of the API' : 'password, token or key');
      return MARK;
    }
    return typeof value === 'string' ? redactText(value, tell) : value;
  }
  if (Array.isArray(value)) return value.map((each) => redactJson(each, tell, name));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, redactJson(each, tell, key)]));
}
