/** One word of a command line, quoted where a shell would take it apart. */
export function shellWord(word: string): string {
  return /^[\w./@:=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
