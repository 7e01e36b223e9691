import { relative } from 'node:path';

/** A link from a page in a folder to a file, with what a URL cannot have in it encoded. */
export function relativeLink(from: string, file: string): string {
  return relative(from, file).split('/').map(encodeURIComponent).join('/');
}
