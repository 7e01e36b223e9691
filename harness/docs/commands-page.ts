import type { Argument, Command, Help, Option } from 'commander';

/**
 * The page of commands, in Markdown: every command of the program with its subcommands, arguments, options and help texts, in the order of its
 * help.
 */
export function commandsPage(program: Command): string {
  const commands = leavesOf(program);
  return [
    '# Commands',
    '',
    'Made by `npm run docs` from the program itself, as `./doublerun <command> --help` says it; nothing here is typed.',
    '',
    '| command | what it does |',
    '|---|---|',
    ...commands.map((command) => `| [${nameOf(command)}](#${anchorOf(command)}) | ${escaped(command.description())} |`),
    ...helpTexts(program),
    ...commands.flatMap(section),
    '',
  ].join('\n');
}

/** The commands that do something: `images build`, and not `images`. */
export function leavesOf(command: Command): readonly Command[] {
  const below = subcommandsOf(command);
  return below.length === 0 ? [command] : below.flatMap(leavesOf);
}

/** As it is typed behind `./doublerun`. */
export function nameOf(command: Command): string {
  const parent = command.parent;
  return parent?.parent ? `${nameOf(parent)} ${command.name()}` : command.name();
}

function anchorOf(command: Command): string {
  return nameOf(command).replaceAll(' ', '-');
}

function subcommandsOf(command: Command): readonly Command[] {
  // Commander's own `help` is the same everywhere.
  return command
    .createHelp()
    .visibleCommands(command)
    .filter((each) => each.name() !== 'help');
}

function section(command: Command): readonly string[] {
  const help = command.createHelp();
  const given = help.visibleArguments(command);
  const options = help.visibleOptions(command).filter(({ long }) => long !== '--help');
  return [
    '',
    `## ${nameOf(command)}`,
    '',
    `${sentence(command.description())}`,
    '',
    `    ./${help.commandUsage(command)}`,
    ...table('argument', given, argumentRow(help)),
    ...table('option', options, optionRow(help)),
    ...helpTexts(command),
  ];
}

type Row = readonly [term: string, about: string];

function argumentRow(help: Help): (argument: Argument) => Row {
  return (argument) => [argument.name(), help.argumentDescription(argument)];
}

function optionRow(help: Help): (option: Option) => Row {
  return (option) => [help.optionTerm(option), help.optionDescription(option)];
}

function table<Item>(what: string, items: readonly Item[], row: (item: Item) => Row): readonly string[] {
  if (items.length === 0) return [];
  const rows = items.map(row).map(([term, about]) => `| \`${term.replaceAll('|', '\\|')}\` | ${escaped(about)} |`);
  return ['', `| ${what} | |`, '|---|---|', ...rows];
}

/** What help says below the options: paragraphs, and lists under a heading (examples, reporters). */
function helpTexts(command: Command): readonly string[] {
  const blocks = textBelow(command)
    .split(/\n{2,}/)
    .filter((block) => block.trim() !== '');
  return blocks.flatMap((block) => {
    const lines = block.replace(/^\n+|\n+$/g, '').split('\n');
    const list = lines.findIndex((line) => line.startsWith('  '));
    if (list < 0) return ['', escaped(lines.join('\n'))];
    return ['', escaped(lines.slice(0, list).join('\n')), '', ...lines.slice(list).map((line) => `  ${line}`)];
  });
}

function textBelow(command: Command): string {
  const written: string[] = [];
  const before = command.configureOutput();
  command.configureOutput({ ...before, writeOut: (text) => written.push(text) });
  command.outputHelp();
  command.configureOutput(before);
  const own = command.helpInformation();
  const all = written.join('');
  return all.slice(all.indexOf(own) + own.length);
}

function sentence(text: string): string {
  return `${escaped(text.charAt(0).toUpperCase() + text.slice(1))}.`;
}

/** Text that Markdown is to leave as it is. */
function escaped(text: string): string {
  return text.replaceAll(/[\\|*_<>]/g, '\\$&');
}
