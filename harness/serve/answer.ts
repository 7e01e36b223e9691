import { createHash } from 'node:crypto';
import { pageFile } from '../../report/html/page-file.ts';
import { comparePage } from '../../report/serve/compare-page.ts';
import { messagePage } from '../../report/serve/layout.ts';
import { compareLink, fileLink, runLink, runsLink, trendsLink } from '../../report/serve/links.ts';
import { matricesPage } from '../../report/serve/matrices-page.ts';
import type { Place } from '../../report/serve/model.ts';
import { runPage } from '../../report/serve/run-page.ts';
import { runsPage } from '../../report/serve/runs-page.ts';
import { trendsPage } from '../../report/serve/trends-page.ts';
import type { StoredRun } from '../../report/stored/model.ts';
import { readName } from '../stored-runs/read-run.ts';
import { chooseRuns } from '../stored-runs/select.ts';
import type { StoredRuns } from '../stored-runs/stored-runs.ts';
import { trendsOf } from '../stored-runs/trends.ts';
import { compareModel, type Folder, matricesIn, runModel } from './models.ts';
import type { Wanted } from './request.ts';
import { choicesOf, filterOf, isWordy, readQuery, runsModel } from './runs-query.ts';
import { insideOf, type OpenFile, openStored } from './stored-files.ts';

interface PageAnswer {
  readonly kind: 'page';
  readonly status: number;
  readonly text: string;
}

export type Answer =
  | PageAnswer
  | { readonly kind: 'styles'; readonly text: string }
  | { readonly kind: 'file'; readonly file: OpenFile }
  | { readonly kind: 'elsewhere'; readonly link: string };

/** Answers what was understood. What is there is looked up anew each time. */
export class Answers {
  readonly #runs: StoredRuns;
  readonly #folder: Folder;
  readonly #styles = ['page', 'serve', 'serve-table', 'serve-run'].map((sheet) => pageFile(`${sheet}.css`)).join('\n');
  readonly #place: Place;

  constructor(runs: StoredRuns, shown: string) {
    this.#runs = runs;
    this.#folder = { root: runs.root, shown };
    const hash = createHash('sha256').update(this.#styles).digest('hex').slice(0, 12);
    this.#place = { folder: shown, styles: `/style-${hash}.css` };
  }

  /** @param now ms since the epoch. */
  async answer({ segments, folder, query }: Wanted, now: number): Promise<Answer> {
    const [first, ...rest] = segments;
    if (first === undefined) return this.#all(query, now);
    if (first === 'runs' && rest.length > 0) return this.#stored(rest, folder, now);
    if (rest.length > 0 || folder) return this.notFound();
    if (first === 'trends') return this.#trends(query, now);
    if (first === 'compare') return this.#compare(query, now);
    if (first === 'matrices') return done(matricesPage(this.#place, matricesIn(this.#runs.root)));
    if (`/${first}` === this.#place.styles) return { kind: 'styles', text: this.#styles };
    return this.notFound();
  }

  notFound(): PageAnswer {
    return this.message(404, 'Not here', 'There is no such page, run or file; it may have been deleted.');
  }

  message(status: number, title: string, sentence: string): PageAnswer {
    return { kind: 'page', status, text: messagePage(this.#place, title, sentence) };
  }

  #all(params: URLSearchParams, now: number): Answer {
    const query = readQuery(params);
    if (isWordy(params)) return { kind: 'elsewhere', link: runsLink(query) };
    return done(runsPage(this.#place, runsModel(this.#runs.list(now), query)));
  }

  #trends(params: URLSearchParams, now: number): Answer {
    const query = readQuery(params);
    if (isWordy(params)) return { kind: 'elsewhere', link: trendsLink(query) };
    const { runs, problems } = this.#runs.list(now);
    const { scenario, version, strategy } = filterOf(query).filter;
    const ended = runs.filter(({ status }) => status !== 'running');
    const trends = trendsOf(chooseRuns(ended, { scenario, version, strategy }));
    return done(trendsPage(this.#place, { query, choices: choicesOf(ended), trends, remarks: problems }));
  }

  /** Two marked runs, whichever was marked first, or a left and a right one. */
  #compare(query: URLSearchParams, now: number): Answer {
    const { runs } = this.#runs.list(now);
    const find = (name: string | null): StoredRun | undefined => runs.find(({ run }) => run === name);
    const marked = query.getAll('run');
    if (marked.length > 0) {
      const [one, other, ...more] = marked.map(find);
      if (!one || !other || more.length > 0)
        return this.message(400, 'Mark two runs', `Two runs can be side by side; ${marked.length} were marked.`);
      const [left, right] = one.at <= other.at ? [one, other] : [other, one];
      return { kind: 'elsewhere', link: compareLink(left, right) };
    }
    const [left, right] = [find(query.get('left')), find(query.get('right'))];
    if (!left || !right) return this.notFound();
    return done(comparePage(this.#place, compareModel(this.#folder, left, right)));
  }

  /** A run's page, or a file in the folder of runs. A name that is a link (`latest`) leads on to what it stands for today. */
  async #stored(segments: readonly string[], folder: boolean, now: number): Promise<Answer> {
    const { root } = this.#runs;
    const real = await insideOf(root, segments);
    if (!real) return this.notFound();
    const [scenario, name = '', ...inside] = real.segments;
    const its = readName(name) ? { scenario: scenario ?? '', name } : undefined;
    const asked = segments.join('/') === real.segments.join('/');
    if (its && inside.length === 0) {
      if (!asked || !folder) return { kind: 'elsewhere', link: runLink(its) };
      const { runs } = this.#runs.list(now);
      const run = runs.find((each) => each.scenario === its.scenario && each.name === name);
      return run ? done(runPage(this.#place, await runModel(this.#folder, run, runs))) : this.notFound();
    }
    if (folder) return this.notFound();
    if (its && !asked) return { kind: 'elsewhere', link: fileLink(its, inside.join('/')) };
    // Of what is no run, only a matrix has pages.
    if (!its && !(segments.length === 2 && segments[0]?.startsWith('matrix-'))) return this.notFound();
    const file = await openStored(root, segments);
    return file ? { kind: 'file', file } : this.notFound();
  }
}

function done(text: string): PageAnswer {
  return { kind: 'page', status: 200, text };
}
