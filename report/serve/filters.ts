import { html, type Markup } from '../html/markup.ts';
import type { Choice, Choices, RunsQuery } from './model.ts';

/** The form by which runs are chosen. It asks by its URL, and works without a script. */
export function filterForm(
  action: '/' | '/trends',
  query: RunsQuery,
  choices: Choices,
  more: Markup | false = false,
): Markup {
  return html`<form class="filters" action="${action}" role="search">
${select('scenario', 'all scenarios', query.scenario, choices.scenarios)}
${select('version', 'all versions', query.version, choices.versions)}
${select('strategy', 'all strategies', query.strategy, choices.strategies)}
${more}<button type="submit">Show</button>
<a class="clear" href="${action}">Clear</a></form>
`;
}

export function select(name: string, all: string, chosen: string | undefined, choices: readonly Choice[]): Markup {
  // What is asked for may be there no more.
  const known = choices.some(({ value }) => value === chosen);
  const missing = chosen === undefined || known ? [] : [{ value: chosen, count: 0 }];
  return html`<select name="${name}" aria-label="${name}"><option value="">${all}</option>${[
    ...missing,
    ...choices,
  ].map(
    ({ value, count }) =>
      html`<option value="${value}"${value === chosen && html` selected`}>${value} (${count})</option>`,
  )}</select>`;
}
