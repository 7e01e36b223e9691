import { existsSync, readFileSync } from 'node:fs';
import { release } from 'node:os';
import type { Check, Judgement } from '../check.ts';

export const kernel: Check = {
  name: 'kernel',
  deadlineMs: 5_000,
  async look() {
    if (process.platform !== 'linux')
      return {
        state: 'warning',
        says: `this is ${process.platform}; faults act on the kernel of the engine, which cannot be looked at from here`,
      };
    return judgeKernel({ release: release(), tables: hasTables(), freezer: hasFreezer() });
  },
};

interface Kernel {
  readonly release: string;
  /** `nft` works: partitions drop packets with it. */
  readonly tables: boolean;
  /** Containers can be frozen. */
  readonly freezer: boolean;
}

export function judgeKernel({ release: name, tables, freezer }: Kernel): Judgement {
  const lacks = [
    ...(tables ? [] : ['nf_tables, which the fault partition needs (sudo modprobe nf_tables)']),
    ...(freezer ? [] : ['the cgroup freezer, which the fault pause needs']),
  ];
  if (lacks.length === 0)
    return { state: 'ok', says: `Linux ${name} has what faults need: nf_tables, the cgroup freezer` };
  return {
    state: 'warning',
    says: `Linux ${name} lacks ${lacks.join(', and ')}; the other faults work`,
    fix: tables ? 'boot with cgroups: ls /sys/fs/cgroup' : 'sudo modprobe nf_tables',
  };
}

/** Loaded, built in, or there to be loaded when it is asked for. */
function hasTables(): boolean {
  if (existsSync('/sys/module/nf_tables')) return true;
  const symbols = textOf('/proc/kallsyms').includes(' nf_tables_newtable');
  return (
    symbols ||
    ['modules.dep', 'modules.builtin'].some((file) =>
      textOf(`/lib/modules/${release()}/${file}`).includes('nf_tables.ko'),
    )
  );
}

/** In the second version of cgroups it is part of them. */
function hasFreezer(): boolean {
  return existsSync('/sys/fs/cgroup/cgroup.controllers') || /^freezer\s+\d+\s+\d+\s+1$/m.test(textOf('/proc/cgroups'));
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
