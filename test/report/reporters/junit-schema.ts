import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { validateXML } from 'xmllint-wasm';

const schema = readFileSync(join(import.meta.dirname, 'junit.xsd'), 'utf8');

/** What JUnit's schema has against some files. */
export async function problems(...xml: readonly string[]): Promise<readonly string[]> {
  const files = xml.map((contents, index) => ({ fileName: `${index}.xml`, contents }));
  const { errors } = await validateXML({ xml: files, schema: [schema] });
  return errors.map(({ message }) => message);
}
