import type { Timeline } from '../timeline/model.ts';
import type { NamedFinding } from './lane.ts';
import { html, type Markup } from './markup.ts';

interface Entry {
  readonly look: string;
  readonly words: string;
  readonly seen: boolean;
}

/** What the colours and marks mean; only of those that this picture has. */
export function legend(
  timeline: Timeline,
  findings: readonly NamedFinding[],
  workers: readonly { readonly worker: string; readonly look: string }[],
): Markup {
  const { servers, workflows, faults, gaps } = timeline;
  const some = (lists: readonly (readonly unknown[])[]) => lists.some((list) => list.length > 0);
  const kind = (wanted: NamedFinding['kind']) => findings.some((finding) => finding.kind === wanted);
  const bars: Entry[] = [
    ...workers.map(({ worker, look }) => ({ look: `execution ${look}`, words: `execution on ${worker}`, seen: true })),
    { look: 'state', words: 'what the scheduler’s row says', seen: some(workflows.map((each) => each.states)) },
    { look: 'ownership', words: 'owner of a workflow', seen: some(servers.map((each) => each.ownerships)) },
    { look: 'fault begun', words: 'fault begun or healing', seen: faults.length > 0 },
    { look: 'fault holds', words: 'fault proved to hold', seen: faults.some((fault) => fault.effective !== null) },
    { look: 'outage', words: 'container paused or dead', seen: some(servers.map((each) => each.outages)) },
    { look: 'finding violation', words: 'violation', seen: kind('violation') },
    { look: 'finding doubt', words: 'doubt', seen: kind('doubt') },
    { look: 'finding note', words: 'note', seen: kind('note') },
  ];
  const kinds = new Set([
    ...servers.flatMap((server) => server.marks.map((mark) => mark.kind)),
    ...workflows.flatMap((workflow) => workflow.commands.map((mark) => mark.kind)),
    ...gaps.map((mark) => mark.kind),
  ]);
  const marks: Entry[] = [
    { look: 'takeover', words: 'take-over', seen: kinds.has('takeover') },
    { look: 'container', words: 'container event', seen: kinds.has('container') },
    { look: 'command', words: 'command', seen: kinds.has('command') },
    { look: 'missed', words: 'a step of a fault that was missed', seen: kinds.has('missed') },
    { look: 'gap', words: 'a witness missed something', seen: kinds.has('gap') },
  ];
  const swatch = html`<rect width="26" height="12" rx="3"/>`;
  const triangle = html`<path d="M1 1h12l-6 10z"/>`;
  return html`<ul class="legend" aria-label="Legend">${[
    ...bars.map((entry) => shown(entry, 'swatch', 26, swatch)),
    ...marks.map((entry) => shown(entry, 'mark', 14, triangle)),
  ]}</ul>`;
}

function shown({ look, words, seen }: Entry, group: string, width: number, shape: Markup): Markup | false {
  return (
    seen &&
    html`<li><svg class="${group} ${look}" width="${width}" height="12" aria-hidden="true">${shape}</svg>${words}</li>`
  );
}
