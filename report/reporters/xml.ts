/** What XML 1.0 allows; anything else cannot be written at all, not even as a reference. Half a surrogate pair is not allowed either. */
const notAllowed = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

const references: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  // In an attribute a reader makes spaces of these, in text it makes line ends of carriage returns.
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Text as XML has it between two tags. */
export function xmlText(text: string): string {
  return text.replaceAll(notAllowed, '').replaceAll(/[&<>\r]/g, reference);
}

/** ` name="value"` for each; one without a value is left out. */
export function xmlAttributes(attributes: Readonly<Record<string, string | number | undefined>>): string {
  return Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${xmlValue(String(value))}"`)
    .join('');
}

function xmlValue(text: string): string {
  return text.replaceAll(notAllowed, '').replaceAll(/[&<>"\t\n\r]/g, reference);
}

function reference(character: string): string {
  return references[character] ?? '';
}
