import type Dockerode from 'dockerode';

/**
 * Runs a command in a container and waits for its end. @returns its exit code and all that it printed.
 * @throws what the engine says where the container does not run.
 */
export async function execute(
  container: Dockerode.Container,
  command: readonly string[],
): Promise<{ readonly exitCode: number; readonly output: string }> {
  const exec = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true, Tty: true });
  const stream = await exec.start({ Tty: true });
  let output = '';
  for await (const chunk of stream) output += String(chunk);
  const { ExitCode: exitCode } = await exec.inspect();
  return { exitCode: exitCode ?? -1, output: output.replaceAll('\r\n', '\n') };
}
