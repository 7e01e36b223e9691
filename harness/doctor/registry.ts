import type { Check } from './check.ts';
import { clock } from './checks/clock.ts';
import { cores } from './checks/cores.ts';
import { disk } from './checks/disk.ts';
import { engine } from './checks/engine.ts';
import { images } from './checks/images.ts';
import { kernel } from './checks/kernel.ts';
import { leftovers } from './checks/leftovers.ts';
import { memory } from './checks/memory.ts';
import { node } from './checks/node.ts';
import { ports } from './checks/ports.ts';
import { registriesCheck } from './checks/registries.ts';

/** What the doctor looks at, in the order in which it is told. */
export const checks: readonly Check[] = [
  node,
  engine,
  kernel,
  memory,
  cores,
  disk,
  clock,
  ports,
  images,
  registriesCheck,
  leftovers,
];
