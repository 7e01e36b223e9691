import { describe, expect, test } from 'vitest';
import { renderMatrixHtml } from '../../report/matrix/html.ts';
import { renderMatrixMarkdown } from '../../report/matrix/markdown.ts';
import type { CountedCell, MatrixCell, MatrixTable } from '../../report/matrix/model.ts';
import { renderMatrix } from '../../report/matrix/terminal.ts';

function cell(more: Partial<CountedCell>): CountedCell {
  return {
    kind: 'counted',
    seen: 0,
    of: 5,
    interval: { low: 0, high: 0.4345 },
    inconclusive: 0,
    broken: 0,
    missing: 0,
    left: [],
    unended: 0,
    medianSeconds: 41.6,
    ...more,
  };
}

const cells: Readonly<Record<string, MatrixCell>> = {
  '3.1.1 none cut': cell({ seen: 5, interval: { low: 0.5655, high: 1 }, run: 'cut/1', sentence: 'both did' }),
  '3.1.1 stop cut': cell({
    seen: 2,
    interval: { low: 0.1176, high: 0.7693 },
    inconclusive: 1,
    missing: 1,
    unended: 1,
    left: [
      { anomaly: 'lost-task', task: 'next', seen: 1, also: 1, violation: true, run: 'cut/3', sentence: 'it was lost' },
      { anomaly: 'stale-master-write', seen: 5, also: 0, violation: false, sentence: 'it wrote' },
    ],
  }),
  '3.1.1 none blip': cell({}),
  '3.1.1 stop blip': cell({ of: 0, interval: { low: 0, high: 1 }, broken: 2, medianSeconds: undefined }),
};
const table: MatrixTable = {
  name: 'fixes',
  about: 'What they do.',
  versions: ['3.1.1', '3.2.2'],
  columns: [
    { name: 'none', cluster: 'as the scenario has it' },
    { name: 'stop', cluster: 'registry_disconnect_strategy: stop' },
  ],
  scenarios: [
    { name: 'cut', about: 'The link is cut.', expects: 'double-dispatch of task next' },
    { name: 'blip', about: 'For a second.', expects: 'never-recovered' },
  ],
  seed: 1,
  builds: (version) => (version === '3.1.1' ? ['c08bcb087b2c'] : []),
  cell: (version, column, scenario) =>
    cells[`${version} ${column} ${scenario}`] ?? { kind: 'not-run', reason: 'there are no images of it' },
};

test('for the terminal', () =>
  expect(renderMatrix(table)).toMatchInlineSnapshot(`
    "matrix fixes: What they do.
      none: as the scenario has it
      stop: registry_disconnect_strategy: stop

    DolphinScheduler 3.1.1, own build c08bcb087b2c
      scenario  none       stop
      cut       5/5 ≥57 %  2/5 12–77 % !*?…
      blip      0/5 ≤43 %  – ?

      cut, none: 42 s a run; no other violation
      cut, stop: 42 s a run, workflow not ended in 1 of 5, 1 inconclusive; left:
        lost-task/next 1 of 5, and in 1 run not counted (cut/3)
        notes: stale-master-write 5 of 5
      blip, none: 42 s a run; no other violation

    DolphinScheduler 3.2.2
      scenario  none          stop
      cut       not run here  not run here
      blip      not run here  not run here
      not run here: there are no images of it

    ! a workflow or a task did not come to its end · * other violations are proved · ? runs that say
    nothing, not counted
    … runs are missing · k/n: runs that prove what the scenario expects, of those that say something;
    Wilson 95 %
    "
  `));

test('as Markdown', () =>
  expect(renderMatrixMarkdown(table, (run) => `../${run}`)).toMatchInlineSnapshot(`
    "# Matrix fixes

    What they do.

    k of n: runs that prove what the scenario expects, of those that say something; Wilson 95 %.

    - \`none\`: \`as the scenario has it\`
    - \`stop\`: \`registry_disconnect_strategy: stop\`

    - cut: The link is cut. Expects double-dispatch of task next.
    - blip: For a second. Expects never-recovered.

    ## DolphinScheduler 3.1.1, own build c08bcb087b2c

    | scenario | none | stop |
    |---|---|---|
    | cut | 5 of 5 (at least 57 %), 42 s | 2 of 5 (12–77 %), workflow not ended in 1 of 5, 1 inconclusive, 1 run missing, 42 s |
    | blip | 0 of 5 (at most 43 %), 42 s | –, 2 broken |

    Left:

    - cut, stop: lost-task/next 1 of 5, and in 1 run not counted ([run](../cut/3)); notes: stale-master-write 5 of 5

    ## DolphinScheduler 3.2.2

    | scenario | none | stop |
    |---|---|---|
    | cut | not run here | not run here |
    | blip | not run here | not run here |

    Not run here: there are no images of it
    "
  `));

test('in so many columns as there are, each line, in several tables where one does not fit', () => {
  const names = Array.from({ length: 12 }, (_, index) => `a-column-${index}`);
  const wide = {
    ...table,
    columns: names.map((name) => ({ name, cluster: 'x: y' })),
    scenarios: [{ name: 'n'.repeat(60), about: '', expects: '' }],
    cell: () => cell({ inconclusive: 1 }),
  };
  for (const width of [60, 80, 100]) {
    const lines = renderMatrix(wide, { width }).split('\n');
    const heads = lines.filter((line) => line.startsWith('  scenario'));
    expect(heads.join(' ').split(/ +/)).toEqual(expect.arrayContaining(names));
    expect(heads.length).toBeGreaterThan(1);
    for (const line of lines.slice(0, lines.indexOf(''))) expect(line.length).toBeLessThanOrEqual(width);
    for (const line of heads) expect(line.length).toBeLessThanOrEqual(width);
  }
});

describe('whatever a text says', () => {
  const bad = `</td><script>alert(1)</script> "quoted' | [a](b) \`c\` ${String.fromCharCode(27)}[2J\nnext`;
  const hostile: MatrixTable = {
    ...table,
    about: bad,
    columns: [{ name: 'none', cluster: bad }],
    scenarios: [{ name: 'cut', about: bad, expects: 'x' }],
    cell: (version) =>
      version === '3.1.1'
        ? cell({
            seen: 1,
            run: 'cut/1',
            sentence: bad,
            left: [{ anomaly: 'lost-task', task: bad, seen: 1, also: 0, violation: true, run: 'r', sentence: bad }],
          })
        : { kind: 'not-run', reason: bad },
  };

  test('the page has no tag but its own, no script, and nothing to load', () => {
    const page = renderMatrixHtml(hostile, () => '"><script>');
    expect(page).not.toMatch(/<script|<\/td>\s*<script|src=|@import|url\(/);
    expect(page).not.toContain('href=""');
    expect(page).toContain('&lt;script&gt;alert(1)');
    expect(page).toContain("default-src 'none'");
    const titles = [...page.matchAll(/title="([^"]*)"/g)].map(([, title]) => title);
    expect(titles).toHaveLength(2);
    for (const title of titles) expect(title).toContain('&quot;quoted&#39;');
  });

  test('Markdown takes it for text, on one line', () => {
    const page = renderMatrixMarkdown(hostile, () => 'x');
    const said = page.split('\n').filter((line) => line.includes('alert'));
    expect(said.every((line) => line.includes('next'))).toBe(true);
    expect(page.replaceAll(/`[^`]*`/g, '')).not.toMatch(/(?<!\\)<script/);
    expect(
      page
        .split('\n')
        .filter((line) => /^\| cut/.test(line))
        .map((line) => line.split('|').length),
    ).toEqual([4, 4]);
  });

  test('the cursor stays where it is', () => {
    expect(renderMatrix(hostile).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

test('the page says what the table says, with links to the runs', () => {
  const page = renderMatrixHtml(table, (run) => `../${run}/report.html`);
  for (const words of [
    '5 of 5',
    'at least 57 %',
    'workflow not ended in 1 of 5',
    'lost-task/next 1 of 5, and in 1 run not counted',
    '1 run missing',
    'nothing is known',
    'Not run here: there are no images of it',
    'href="../cut/1/report.html"',
    'href="../cut/3/report.html"',
  ])
    expect(page).toContain(words);
});

test('what is not seen is good news only where every workflow ended', () => {
  const page = (unended: number): string => renderMatrixHtml({ ...table, cell: () => cell({ unended }) }, () => '');
  expect(page(0)).toContain('<span class="rate absent">');
  expect(page(1)).not.toContain('<span class="rate absent">');
});

test('a scenario that is about other versions has no row, but its reason; where nothing was run, all have one', () => {
  const about: MatrixCell = { kind: 'not-run', reason: 'blip is about <3' };
  const partly = {
    ...table,
    cell: (version: string, _: string, scenario: string) =>
      scenario === 'blip' ? about : (cells[`${version} none cut`] ?? about),
  };
  const [first = '', second = ''] = renderMatrix(partly).split('DolphinScheduler 3.2.2');
  expect(first).not.toMatch(/^ {2}blip/m);
  expect(first).toContain('not run here: blip is about <3');
  expect(second).toMatch(/^ {2}blip/m);
  expect(renderMatrixMarkdown(partly, () => undefined).match(/^\| blip/gm)).toHaveLength(1);
  expect(renderMatrixHtml(partly, () => '').match(/<th scope="row">blip/g)).toHaveLength(1);
});
