import { isIPv6 } from 'node:net';
import { UsageError } from '../usage-error.ts';

/** Where runs are collected. */
export interface Address {
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
}

const GREATEST_PORT = 65_535;

/** Reads `10.0.0.5`, `10.0.0.5:4000`, `[fd00::5]:4000`. @throws UsageError that names the option. */
export function readAddress(text: string): Address {
  const [, inBrackets, plain, digits] = /^(?:\[([^\]]+)\]|([\w.-]+))(?::(\d+))?$/.exec(text) ?? [];
  const host = isIPv6(text) ? text : (inBrackets ?? plain);
  const port = Number(digits ?? 0);
  if (host !== undefined && (inBrackets === undefined || isIPv6(inBrackets)) && port <= GREATEST_PORT && digits !== '0')
    return { host, port };
  throw new UsageError(`--collector ${text}: must be an address of this machine, and a port if need be: 10.0.0.5:4000`);
}

export function addressText({ host, port }: Address): string {
  return `${isIPv6(host) ? `[${host}]` : host}${port === 0 ? '' : `:${port}`}`;
}

/** What there is to be said where an address cannot be listened on; nothing of other errors. @param campaign its name. */
export function refusalOf(error: unknown, address: Address, campaign: string): UsageError | undefined {
  const text = addressText(address);
  switch ((error as NodeJS.ErrnoException).code) {
    case 'EADDRINUSE':
      return new UsageError(
        `--collector ${text}: taken; another process may collect the runs of the campaign ${campaign} already`,
      );
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return new UsageError(
        `--collector ${text}: no address of this machine. Name one by which the other nodes reach it: --collector <address[:port]>`,
      );
    case 'EACCES':
      return new UsageError(`--collector ${text}: this user may not listen there; take a port from 1024 on`);
    default:
      return undefined;
  }
}
