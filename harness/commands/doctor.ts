import type { AddCommand } from './command.ts';

export const doctorCommand: AddCommand = (program, _signal, finish) => {
  program
    .command('doctor')
    .description('whether runs can work here: engine, memory, clock, images …; what is wrong and what to do')
    .option('--json', 'as JSON')
    .option('--no-container', "start no container; containers' clocks are not compared then")
    .addHelpText(
      'after',
      `
It changes nothing: it neither starts an engine nor pulls or builds an image, and removes the one short-lived container with which it asks the time.
The exit code is 0 where nothing is wrong, 3 otherwise.`,
    )
    .action(async ({ json, container }: { json?: true; container: boolean }) => {
      const { doctor } = await import('../actions/doctor.ts');
      finish(await doctor({ json: json ?? false, mayStart: container }));
    });
};
