import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CampaignAsked } from '../../../harness/campaign/asked.ts';
import type { KnownIssue } from '../../../harness/campaign/known-issues.ts';
import { campaignReport } from '../../../harness/campaign/verdict.ts';
import type { LedgerRecord } from '../../../harness/ledger/record.ts';
import { accountOfCampaign } from '../../../report/campaign/account.ts';
import { renderCampaignHtml } from '../../../report/campaign/html.ts';
import { renderCampaignJson } from '../../../report/campaign/json.ts';
import { renderCampaignJunit } from '../../../report/campaign/junit.ts';
import { renderCampaignMarkdown } from '../../../report/campaign/markdown.ts';
import type { CampaignReport, Places } from '../../../report/campaign/model.ts';
import { renderCampaign } from '../../../report/campaign/terminal.ts';
import { asked, issue, orphan, overlap, record, TODAY, unit } from '../../harness/campaign/records.ts';
import { problems } from '../reporters/junit-schema.ts';
import { hostile } from '../reporters/runs.ts';

const places: Places = {
  linkOf: (run) => `../${run}/report.html`,
  again: (run) => `./doublerun replay runs/${run}`,
};

const canaries = [1, 2].map((seed) =>
  unit({ scenario: 'failover-16759', version: '3.1.1', seed, canary: 'must-fail' }),
);
const cut = [1, 2, 3, 4, 5, 6].map((seed) => unit({ seed }));
const blip = [1, 2].map((seed) => unit({ scenario: 'blip', strategy: 'stop', fixes: ['host-check'], seed }));
const campaign: CampaignAsked = { ...asked([...canaries, ...cut, ...blip]), about: 'What holds, every night.' };

const issues: readonly KnownIssue[] = [
  issue({ scenarios: ['cut'], versions: '>=3.1', strategies: ['waiting'], role: 'owner', faults: ['refuse'] }),
  issue({ task: 'short', issue: 'apache/dolphinscheduler#2', expires: '2026-11-23' }),
  issue({ task: 'late', issue: 'apache/dolphinscheduler#3', rate: 0.1, expires: TODAY }),
  issue({ task: 'gone', issue: 'apache/dolphinscheduler#4' }),
  issue({ versions: '<3', issue: 'apache/dolphinscheduler#5' }),
];

const records: readonly LedgerRecord[] = [
  ...canaries.map((each) => record(each, { proved: [overlap, orphan] })),
  ...cut.slice(0, 5).map((each) => record(each, each.seed === 1 ? { proved: [overlap] } : {})),
  ...cut.slice(1, 2).map((each) => record(each, { proved: [overlap, orphan], build: 'c08bcb087b2c' })),
  ...blip
    .slice(1)
    .map((each) =>
      record(each, { verdict: 'broken', reason: 'worker-1 ended while it booted\nCaused by: java.lang.Error' }),
    ),
  ...blip.slice(0, 1).map((each) => record(each)),
];

function reportOf(of: readonly LedgerRecord[] = records, entries = issues, what = campaign): CampaignReport {
  return campaignReport(what, of, entries, TODAY);
}

/** Every report of a campaign. */
function texts(report: CampaignReport): Readonly<Record<string, string>> {
  return {
    terminal: renderCampaign(report, places),
    markdown: renderCampaignMarkdown(report, places),
    html: renderCampaignHtml(report, places),
    junit: renderCampaignJunit(report, places),
    json: renderCampaignJson(report, places),
  };
}

test('for the terminal', () =>
  expect(renderCampaign(reportOf(), places)).toMatchInlineSnapshot(`
    "campaign nightly: What holds, every night.

    violation: DolphinScheduler broke a promise in a way that is not known.
      Proved in cut on 3.2.2 (waiting): orphan-execution of task long, in 1 of 5 (4–62 %).
      The known issue apache/dolphinscheduler#2, overlapping-executions of task short: expired; seen in
      0 of 6 runs.
      The known issue apache/dolphinscheduler#4, overlapping-executions of task gone: no longer seen: in
      none of 6 runs, where 5 would do to see what shows in 50 % of them.
      → See the shortest of them again: ./doublerun replay runs/cut/2026-11-24T01-00-02Z-2
      → Take such an entry out of the known issues; or look why, and give it another day.

    canaries
      right: the canary failover-16759 on 3.1.1 (waiting) has to show overlapping-executions of task
      long, and did in 2 of 2 runs; besides orphan-execution of task long, which counts nowhere

    known issues
      apache/dolphinscheduler#16759, overlapping-executions of task long (in cut, on >=3.1, with
      waiting, role owner, after refuse): seen in 2 of 5 runs; until 2027-03-01, 97 days left
        fixed upstream in 3.3
      apache/dolphinscheduler#2, overlapping-executions of task short: expired; seen in 0 of 6 runs;
      until 2026-11-23, 1 day over
        fixed upstream in 3.3
      apache/dolphinscheduler#3, overlapping-executions of task late: not seen in 6 runs, which is too
      few: it takes 29 to say that it is gone; until 2026-11-24, last day
        fixed upstream in 3.3
      apache/dolphinscheduler#4, overlapping-executions of task gone: no longer seen: in none of 6 runs,
      where 5 would do to see what shows in 50 % of them; until 2027-03-01, 97 days left
        fixed upstream in 3.3
      apache/dolphinscheduler#5, overlapping-executions of task long (on <3): not in this campaign;
      until 2027-03-01, 97 days left
        fixed upstream in 3.3

    cells
      cut on 3.2.2 (waiting), own build c08bcb087b2c: 5 of 6 runs: 2 violation, 3 pass, 43 s a run
        expected: overlapping-executions of task long in 2 of 5 (12–77 %)
        violation: orphan-execution of task long in 1 of 5 (4–62 %), not known
        violation: overlapping-executions of task long in 2 of 5 (12–77 %), known:
        apache/dolphinscheduler#16759
      blip on 3.2.2 (stop with host-check): 2 runs: 1 broken, 1 pass, 42 s a run
        expected: overlapping-executions of task long in 0 of 1 (at most 79 %)

    missing, or left open
      cut on 3.2.2 (waiting)
        not run: seed 6
      blip on 3.2.2 (stop with host-check)
        seed 2, broken: worker-1 ended while it booted

    not known, each by its shortest run
      orphan-execution of task long of cut on 3.2.2 (waiting): 42 s
        ./doublerun replay runs/cut/2026-11-24T01-00-02Z-2
    "
  `));

test('as Markdown', () =>
  expect(renderCampaignMarkdown(reportOf(), places)).toMatchInlineSnapshot(`
    "## Doublerun: violation, campaign nightly

    What holds, every night.

    **DolphinScheduler broke a promise in a way that is not known.**

    - Proved in cut on 3.2.2 (waiting): orphan-execution of task long, in 1 of 5 (4–62 %).
    - The known issue apache/dolphinscheduler#​2, overlapping-executions of task short: expired; seen in 0 of 6 runs.
    - The known issue apache/dolphinscheduler#​4, overlapping-executions of task gone: no longer seen: in none of 6 runs, where 5 would do to see what shows in 50 % of them.
    - See the shortest of them again: ./doublerun replay runs/cut/2026-11-24T01-00-02Z-2
    - Take such an entry out of the known issues; or look why, and give it another day.

    ### Canaries

    - right: the canary failover-16759 on 3.1.1 (waiting) has to show overlapping-executions of task long, and did in 2 of 2 runs; besides orphan-execution of task long, which counts nowhere ([run](../failover-16759/2026-11-24T01-00-01Z-1/report.html))

    ### Known issues

    | issue | known | here | until | reason |
    | --- | --- | --- | --- | --- |
    | apache/dolphinscheduler#​16759 | overlapping-executions of task long (in cut, on &gt;=3.1, with waiting, role owner, after refuse) | seen in 2 of 5 runs | 2027\\-03-01, 97 days left | fixed upstream in 3.3 |
    | apache/dolphinscheduler#​2 | overlapping-executions of task short | expired; seen in 0 of 6 runs | 2026\\-11-23, 1 day over | fixed upstream in 3.3 |
    | apache/dolphinscheduler#​3 | overlapping-executions of task late | not seen in 6 runs, which is too few: it takes 29 to say that it is gone | 2026\\-11-24, last day | fixed upstream in 3.3 |
    | apache/dolphinscheduler#​4 | overlapping-executions of task gone | no longer seen: in none of 6 runs, where 5 would do to see what shows in 50 % of them | 2027\\-03-01, 97 days left | fixed upstream in 3.3 |
    | apache/dolphinscheduler#​5 | overlapping-executions of task long (on &lt;3) | not in this campaign | 2027\\-03-01, 97 days left | fixed upstream in 3.3 |

    ### Cells

    | scenario | version | servers | runs | expected | violations | a run |
    | --- | --- | --- | --- | --- | --- | --- |
    | cut | 3\\.2.2 c08bcb087b2c | waiting | 5 of 6 runs: 2 violation, 3 pass | overlapping-executions of task long in 2 of 5 (12–77 %) | orphan-execution of task long in 1 of 5 (4–62 %), not known<br>overlapping-executions of task long in 2 of 5 (12–77 %), known: apache/dolphinscheduler#​16759 | 43 s |
    | blip | 3\\.2.2 | stop with host-check | 2 runs: 1 broken, 1 pass | overlapping-executions of task long in 0 of 1 (at most 79 %) | none | 42 s |

    ### Missing, or left open

    - cut on 3.2.2 (waiting): not run: seed 6
    - blip on 3.2.2 (stop with host-check): seed 2, broken: worker-1 ended while it booted ([run](../blip/2026-11-24T01-00-02Z-2/report.html))

    ### Not known, each by its shortest run

    orphan-execution of task long, cut on 3.2.2 (waiting): 42 s ([run](../cut/2026-11-24T01-00-02Z-2/report.html))

    \`\`\`sh
    ./doublerun replay runs/cut/2026-11-24T01-00-02Z-2
    \`\`\`
    "
  `));

test('as JUnit', async () => {
  const xml = renderCampaignJunit(reportOf(), places);
  expect(await problems(xml)).toEqual([]);
  expect(xml).toMatchInlineSnapshot(`
    "<?xml version="1.0" encoding="UTF-8"?>
    <testsuite name="doublerun.nightly" time="298.000" tests="9" errors="2" skipped="1" failures="3">
      <properties>
        <property name="verdict" value="violation"/>
        <property name="campaign" value="nightly"/>
        <property name="today" value="2026-11-24"/>
      </properties>
      <testcase name="campaign" classname="doublerun.nightly" time="298.000">
        <system-out>DolphinScheduler broke a promise in a way that is not known.
    Proved in cut on 3.2.2 (waiting): orphan-execution of task long, in 1 of 5 (4–62 %).
    The known issue apache/dolphinscheduler#2, overlapping-executions of task short: expired; seen in 0 of 6 runs.
    The known issue apache/dolphinscheduler#4, overlapping-executions of task gone: no longer seen: in none of 6 runs, where 5 would do to see what shows in 50 % of them.
    See the shortest of them again: ./doublerun replay runs/cut/2026-11-24T01-00-02Z-2
    Take such an entry out of the known issues; or look why, and give it another day.</system-out>
      </testcase>
      <testcase name="canary failover-16759 on 3.1.1 (waiting), must-fail" classname="doublerun.nightly.failover-16759" time="0.000"/>
      <testcase name="known apache/dolphinscheduler#16759, overlapping-executions of task long, in cut, on &gt;=3.1, with waiting, role owner, after refuse" classname="doublerun.nightly.known-issues" time="0.000"/>
      <testcase name="known apache/dolphinscheduler#2, overlapping-executions of task short" classname="doublerun.nightly.known-issues" time="0.000">
        <failure message="expired; seen in 0 of 6 runs" type="expired">expired; seen in 0 of 6 runs
    It was put up with until 2026-11-23: fixed upstream in 3.3</failure>
      </testcase>
      <testcase name="known apache/dolphinscheduler#3, overlapping-executions of task late" classname="doublerun.nightly.known-issues" time="0.000">
        <error message="not seen in 6 runs, which is too few: it takes 29 to say that it is gone" type="inconclusive">not seen in 6 runs, which is too few: it takes 29 to say that it is gone</error>
      </testcase>
      <testcase name="known apache/dolphinscheduler#4, overlapping-executions of task gone" classname="doublerun.nightly.known-issues" time="0.000">
        <failure message="no longer seen: in none of 6 runs, where 5 would do to see what shows in 50 % of them" type="no-longer-seen">no longer seen: in none of 6 runs, where 5 would do to see what shows in 50 % of them
    It was put up with until 2027-03-01: fixed upstream in 3.3</failure>
      </testcase>
      <testcase name="known apache/dolphinscheduler#5, overlapping-executions of task long, on &lt;3" classname="doublerun.nightly.known-issues" time="0.000">
        <skipped message="not in this campaign"/>
      </testcase>
      <testcase name="cut on 3.2.2 (waiting)" classname="doublerun.nightly.cut" time="215.000">
        <failure message="orphan-execution of task long in 1 of 5 (4–62 %), not known" type="orphan-execution">orphan-execution of task long in 1 of 5 (4–62 %), not known
    ./doublerun replay runs/cut/2026-11-24T01-00-02Z-2</failure>
        <system-out>5 of 6 runs: 2 violation, 3 pass
    expected: overlapping-executions of task long in 2 of 5 (12–77 %)
    violation: orphan-execution of task long in 1 of 5 (4–62 %), not known
    violation: overlapping-executions of task long in 2 of 5 (12–77 %), known: apache/dolphinscheduler#16759</system-out>
      </testcase>
      <testcase name="blip on 3.2.2 (stop with host-check)" classname="doublerun.nightly.blip" time="83.000">
        <error message="seed 2, broken: worker-1 ended while it booted" type="inconclusive">seed 2, broken: worker-1 ended while it booted</error>
        <system-out>2 runs: 1 broken, 1 pass
    expected: overlapping-executions of task long in 0 of 1 (at most 79 %)</system-out>
      </testcase>
    </testsuite>
    "
  `);
});

describe('what, why, and what next', () => {
  const account = (of: readonly LedgerRecord[], entries: readonly KnownIssue[] = []) =>
    accountOfCampaign(reportOf(of, entries), places);
  const passes = [...records.slice(0, 2), ...[...cut, ...blip].map((each) => record(each))];
  const without = (seed: number) => passes.filter((each) => each.scenario !== 'cut' || each.seed !== seed);
  const again = (seed: number, more: Partial<LedgerRecord>) => [
    ...without(seed),
    ...cut.filter((each) => each.seed === seed).map((each) => record(each, more)),
  ];

  test('of a pass', () =>
    expect(account(passes)).toMatchInlineSnapshot(`
    {
      "next": [],
      "what": "Nothing was found that is not known, in 8 runs of 2 cells.",
      "why": [
        "1 canary came out as it has to.",
      ],
    }
  `));

  test('of a pass with what is known', () =>
    expect(account(again(1, { proved: [overlap] }), issues.slice(0, 1)).why).toMatchInlineSnapshot(`
      [
        "1 canary came out as it has to.",
        "1 known issue was seen.",
      ]
    `));

  test('of a violation', () =>
    expect(account(again(1, { proved: [overlap] }))).toMatchInlineSnapshot(`
      {
        "next": [
          "See the shortest of them again: ./doublerun replay runs/cut/2026-11-24T01-00-01Z-1",
        ],
        "what": "DolphinScheduler broke a promise in a way that is not known.",
        "why": [
          "Proved in cut on 3.2.2 (waiting): overlapping-executions of task long, in 1 of 6 (3–56 %).",
        ],
      }
    `));

  test('of an entry that has to go', () =>
    expect(account(passes, issues.slice(0, 1))).toMatchInlineSnapshot(`
      {
        "next": [
          "Take such an entry out of the known issues; or look why, and give it another day.",
        ],
        "what": "Nothing unknown was found, but an entry of the known issues must not stay as it is.",
        "why": [
          "The known issue apache/dolphinscheduler#16759, overlapping-executions of task long: no longer seen: in none of 6 runs, where 5 would do to see what shows in 50 % of them.",
        ],
      }
    `));

  test('of what is open', () =>
    expect(
      account(
        again(1, { verdict: 'inconclusive' }).filter(({ seed }) => seed !== 6),
        issues.slice(2, 3),
      ),
    ).toMatchInlineSnapshot(`
      {
        "next": [
          "Start the same campaign once more: it goes on where it ended.",
          "Look at the runs that are listed as open.",
          "Ask for more seeds.",
        ],
        "what": "Nothing unknown was found, but not all that was asked for is known.",
        "why": [
          "1 run is missing.",
          "1 run of 7 says nothing, or not all.",
          "The known issue apache/dolphinscheduler#3, overlapping-executions of task late: not seen in 6 runs, which is too few: it takes 29 to say that it is gone.",
        ],
      }
    `));

  test('of a cell that is broken', () =>
    expect(
      account(passes.map((each) => (each.scenario === 'blip' ? { ...each, verdict: 'broken' } : each))),
    ).toMatchInlineSnapshot(`
      {
        "next": [
          "Look for what is wrong with this machine: ./doublerun doctor",
        ],
        "what": "Some cells of this campaign have nothing but broken runs.",
        "why": [
          "Of blip on 3.2.2 (stop with host-check), all of 2 runs.",
        ],
      }
    `));

  test('of a canary that is wrong', () => {
    expect(account(passes.slice(2))).toMatchInlineSnapshot(`
      {
        "next": [
          "Look for what is wrong with this machine: ./doublerun doctor",
        ],
        "what": "This campaign says nothing: a canary did not come out as it has to.",
        "why": [
          "The canary failover-16759 on 3.1.1 (waiting) has to show what it expects, and has not been run: nobody knows whether Doublerun sees, so that nothing else of this campaign counts.",
        ],
      }
    `);
    const alarm = { ...asked([unit({ seed: 1, canary: 'must-pass' })]) };
    const wrong = campaignReport(
      alarm,
      alarm.units.map((each) => record(each, { proved: [orphan] })),
      [],
      TODAY,
    );
    expect(accountOfCampaign(wrong, places).next[0]).toMatch(/^Look at that run again: \.\/doublerun replay runs\/cut/);
  });

  test('of a violation that its record does not name', () =>
    expect(account(again(1, { verdict: 'violation' })).why).toMatchInlineSnapshot(`
      [
        "Proved in cut on 3.2.2 (waiting): a violation that its record does not name.",
      ]
    `));

  test('without a canary', () =>
    expect(accountOfCampaign(reportOf(passes, [], asked([...cut, ...blip])), places).why).toMatchInlineSnapshot(`
      [
        "No canary was asked for: nobody knows whether Doublerun would have seen anything.",
      ]
    `));
});

describe('in CI', () => {
  const passes = campaign.units.map((each) => record(each, each.canary ? { proved: [overlap] } : {}));
  const cases = (xml: string) => [...xml.matchAll(/<testcase name="([^"]+)"/g)].map(([, name]) => name);

  test('the cases are the same, whatever is found', () => {
    const all = [[], passes, records].map((of) => cases(renderCampaignJunit(reportOf(of), places)));
    expect(all[0]).toEqual(all[1]);
    expect(all[0]).toEqual(all[2]);
    expect(all[0]).toHaveLength(1 + 1 + issues.length + 2);
  });

  test('a pass is green', () => {
    const xml = renderCampaignJunit(reportOf(passes, []), places);
    expect(xml).toContain('tests="4" errors="0" skipped="0" failures="0"');
  });

  test('nothing is green that is not known, and nothing at all where a canary is wrong', () => {
    const none = renderCampaignJunit(reportOf([], []), places);
    expect(none).toContain('tests="4" errors="4" skipped="0" failures="0"');
    const blind = renderCampaignJunit(reportOf(passes.slice(2), []), places);
    expect(blind).toContain('tests="4" errors="2" skipped="2" failures="0"');
    const broken = passes.map((each) => (each.scenario === 'blip' ? { ...each, verdict: 'broken' as const } : each));
    expect(renderCampaignJunit(reportOf(broken, []), places)).toContain('type="broken">seed 1, broken');
  });

  test('a violation that its record does not name is a failure', () => {
    const unnamed = passes.map((each, index) => (index === 2 ? { ...each, verdict: 'violation' as const } : each));
    expect(renderCampaignJunit(reportOf(unnamed, []), places)).toContain('errors="0" skipped="0" failures="1"');
  });
});

test('all of it depends on which records there are alone: not on their order, on shards, or on a line that is there twice', () => {
  const whole = texts(reportOf());
  const shards = fc.tuple(
    fc.shuffledSubarray([...records], { minLength: records.length }),
    fc.nat(records.length),
    fc.nat(records.length),
    fc.subarray([...records]),
  );
  fc.assert(
    fc.property(shards, ([shuffled, a, b, twice]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)];
      const parts = [shuffled.slice(to), shuffled.slice(0, from), twice, shuffled.slice(from, to)];
      expect(texts(reportOf(parts.flat()))).toEqual(whole);
    }),
    { numRuns: 50 },
  );
});

describe('whatever a text says', () => {
  const task = hostile;
  const bad = [
    ...canaries.map((each) => record(each, { proved: [overlap, { ...orphan, task }] })),
    ...cut
      .slice(1)
      .map((each) =>
        record(each, { run: hostile, expects: { anomaly: 'orphan-execution', task }, proved: [{ ...orphan, task }] }),
      ),
    ...blip.map((each) => record(each, { verdict: 'broken', reason: hostile, build: hostile, run: hostile })),
  ];
  const report = reportOf(bad, [issue({ reason: hostile, task: hostile })], { ...campaign, about: hostile });

  test('JUnit is JUnit', async () => expect(await problems(texts(report)['junit'] ?? '')).toEqual([]));

  test('the page has no tag but its own, no script, and nothing to load', () => {
    const page = renderCampaignHtml(report, { ...places, linkOf: () => '"><script>' });
    expect(page).not.toMatch(/<script|<b>\]|src=|@import|url\(/);
    expect(page).toContain("default-src 'none'");
    expect(page).toContain('&lt;/script&gt;');
  });

  test('the cursor stays where it is', () => {
    expect(renderCampaign(report, places).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });

  test('GitHub Actions takes no line for a command', () => {
    for (const width of [20, 60, 100]) {
      const lines = renderCampaign(report, { ...places, width }).split('\n');
      expect(lines.filter((line) => /^\s*::|##\[/.test(line))).toEqual([]);
    }
  });

  test('Markdown takes it for text', () => {
    const page = renderCampaignMarkdown(report, { ...places, linkOf: () => undefined });
    expect(page.replaceAll(/```sh\n.*\n```/g, '')).not.toMatch(/<\/script|<b>|(?<!\\)\[2J/);
    expect(page.split('\n').filter((line) => line.startsWith('::'))).toEqual([]);
    const columns = page
      .split('\n')
      .filter((line) => /^\| (cut|blip) /.test(line))
      .map((line) => line.split(/(?<!\\)\|/).length);
    expect(columns).toEqual([9, 9]);
  });
});

test('the page says what there is, with links to the runs', () => {
  const page = renderCampaignHtml(reportOf(), places);
  for (const words of [
    'Campaign nightly: <span class="violation">violation</span>',
    'orphan-execution of task long in 1 of 5',
    'apache/dolphinscheduler#16759',
    '97 days left',
    'last day',
    '1 day over',
    'stop with host-check',
    'own build c08bcb087b2c',
    'not run: seed 6',
    'seed 2, broken: worker-1 ended while it booted<',
    'href="../cut/2026-11-24T01-00-02Z-2/report.html"',
    '<code>./doublerun replay runs/cut/2026-11-24T01-00-02Z-2</code>',
  ])
    expect(page).toContain(words);
});

test('JSON is the model, with the account', () => {
  const report = reportOf();
  const parsed = JSON.parse(renderCampaignJson(report, places));
  expect(parsed).toMatchObject({ schema: 1, account: accountOfCampaign(report, places) });
  const { schema: _, account: __, ...model } = parsed;
  expect(model).toEqual(JSON.parse(JSON.stringify(report)));
});

test('of many open runs the first ones are listed, and how many more there are', () => {
  const many = Array.from({ length: 20 }, (_, seed) => unit({ seed }));
  const open = many.map((each) => record(each, { verdict: 'inconclusive', reason: 'no receipt' }));
  const report = reportOf(open, [], asked(many));
  expect(renderCampaign(report, places)).toMatch(/seed 11, inconclusive: no receipt\n {4}… and 8 more\n/);
  expect(renderCampaignMarkdown(report, places)).toContain('… and 8 more');
  expect(renderCampaignHtml(report, places)).toContain('seed 19, inconclusive');
});
