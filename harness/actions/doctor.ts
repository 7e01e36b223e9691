import { connectEngine } from '../../cluster/engine.ts';
import { diagnosesInWords } from '../../report/diagnoses.ts';
import { diagnose } from '../doctor/check.ts';
import { checks } from '../doctor/registry.ts';
import { EXIT } from '../exit.ts';
import { outputStyle } from '../terminal.ts';

/** Looks at everything, prints it. @returns the exit code. */
export async function doctor({
  json,
  mayStart,
}: {
  readonly json: boolean;
  readonly mayStart: boolean;
}): Promise<number> {
  const connected = connectEngine();
  // Those who ask for it hear of it.
  connected.catch(() => undefined);
  const diagnoses = await diagnose(checks, { engine: () => connected, mayStart });
  process.stdout.write(
    json ? `${JSON.stringify(diagnoses, undefined, 2)}\n` : diagnosesInWords(diagnoses, outputStyle()),
  );
  return diagnoses.some(({ state }) => state === 'wrong') ? EXIT.broken : EXIT.pass;
}
