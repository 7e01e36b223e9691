/**
 * GitHub Actions reads standard output for commands: `::error::` at the beginning of a line, `##[error]` anywhere. What a log or somebody's file
 * says is none; a space without width keeps it from being taken for one.
 */
export function noCommands(text: string): string {
  return text.replaceAll(/^(\s*):(?=:)/gm, '$1:\u200B').replaceAll('##[', '##\u200B[');
}
