/** What an action takes and gives, as far as a recipe may need it. */
export interface Action {
  readonly needs: readonly string[];
  readonly takes: readonly string[];
  readonly gives: readonly string[];
}

const cache: Action = {
  needs: ['path', 'key'],
  takes: ['path', 'key', 'restore-keys', 'fail-on-cache-miss', 'lookup-only'],
  gives: ['cache-hit', 'cache-primary-key', 'cache-matched-key'],
};

/** By their names and major versions: each has an `action.yml` that says so. GitHub takes an input that there is none of with a warning alone. */
export const actions: Readonly<Record<string, Action>> = {
  'actions/checkout@v6': {
    needs: [],
    takes: ['repository', 'ref', 'path', 'persist-credentials', 'fetch-depth', 'sparse-checkout'],
    gives: ['ref', 'commit'],
  },
  'actions/setup-node@v6': { needs: [], takes: ['node-version'], gives: ['node-version'] },
  'actions/setup-java@v5': {
    needs: ['distribution'],
    takes: ['distribution', 'java-version', 'cache', 'cache-dependency-path'],
    gives: ['cache-hit'],
  },
  'actions/cache/restore@v5': cache,
  'actions/cache/save@v5': { needs: ['path', 'key'], takes: ['path', 'key'], gives: [] },
  'actions/upload-artifact@v7': {
    needs: ['path'],
    takes: ['name', 'path', 'if-no-files-found', 'retention-days', 'overwrite'],
    gives: ['artifact-id', 'artifact-url'],
  },
  'actions/download-artifact@v8': { needs: [], takes: ['name', 'pattern', 'path', 'merge-multiple'], gives: [] },
};
