import { defineConfig } from 'vitest/config';
import { TellingFirst } from './telling-first.ts';

/** The tests that are to notice a mutant. One module graph for all their files: loading it takes longer than most tests. */
export default defineConfig({
  test: {
    include: ['test/checkers/*.test.ts'],
    setupFiles: ['test/mutation/seed.ts'],
    isolate: false,
    fileParallelism: false,
    sequence: { sequencer: TellingFirst },
    // A test that is slow because the machine is busy has noticed nothing. An endless loop is Stryker's to end.
    testTimeout: 120_000,
    // A property that needs more to notice a mutant has no example that shows it: write one.
    env: { DOUBLERUN_HISTORIES: '20' },
  },
});
