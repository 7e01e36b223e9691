import type { Scene, SceneItem } from '../scene/model.ts';
import { html, type Markup } from './markup.ts';

/** The timeline's frame: canvases that the page's scripts draw on, and what stands around them. */
export function timelineSection(scene: Scene): Markup {
  return html`<section aria-labelledby="timeline-title" id="stage"><div class="title"><h2 id="timeline-title">Timeline</h2>
<div class="zoom" role="group" aria-label="Zoom">
<button type="button" data-zoom="out" aria-label="Zoom out">−</button>
<button type="button" data-zoom="in" aria-label="Zoom in">+</button>
<button type="button" data-zoom="workload">Workload</button>
<button type="button" data-zoom="whole">Whole run</button></div>
<label${scene.workflows.length < 2 && html` hidden`}>Workflow <select id="workflow"><option value="">all ${scene.workflows.length}</option>${scene.workflows.map(
    ({ workflow, name }) => html`<option value="${workflow}">${workflow}: ${name}</option>`,
  )}</select></label>
<label${scene.workflows.length < 2 && html` hidden`}><input type="checkbox" id="only-in-view"> only those in view</label>
<p class="hint">Seconds since the run began. Ctrl + wheel or + − zooms, dragging or arrows move, a click shows the events and log lines.</p></div>
<div id="scroller" tabindex="0" role="group" aria-label="Timeline: left and right move, plus and minus zoom; Tab goes to what is drawn">
<div id="spacer"><div id="viewport"><div id="labels" aria-hidden="true"></div>
<canvas id="axis" aria-hidden="true"></canvas><canvas id="lanes" aria-hidden="true"></canvas><canvas id="overlay" aria-hidden="true"></canvas>
<div id="roving" role="group" aria-label="What is drawn: arrow keys move, Enter shows the events"></div></div></div></div>
<div id="tip" aria-hidden="true" hidden></div>
${legend(scene)}
<noscript><p>The timeline needs scripts. What was found is above; all events are in <code>events.jsonl</code>.</p></noscript></section>`;
}

const words: Readonly<Record<string, string>> = {
  'fault-begun': 'fault begun or healing: may hold',
  'fault-holds': 'fault proved to hold',
  outage: 'container paused or dead',
  session: 'session of ZooKeeper',
  unconnected: 'session without a connection',
  expired: 'session expired',
  connected: 'link carries a connection',
  disturbed: 'link closed or disturbed',
  'state-neutral': 'what the scheduler’s row says',
  silence: 'no heartbeat',
  violation: 'violation',
  doubt: 'doubt',
  note: 'note',
  takeover: 'take-over',
  container: 'container event',
  command: 'command',
  missed: 'a step of a fault that was missed',
  gap: 'a witness missed something',
};

/** What the colours mean; only those that this run has. */
function legend(scene: Scene): Markup {
  const items = scene.lanes.flatMap(({ rows }) => rows.flatMap(({ items, over }) => [...items, ...over]));
  const shapes = new Map(
    [...items, ...scene.gaps].map(({ tone, shape }): [string, SceneItem['shape']] => [tone, shape]),
  );
  const entry = (tone: string, text: string) => {
    const style = `--fill:var(--t-${tone});--edge:var(--t-${tone}-edge)`;
    return html`<li><i class="${shapes.get(tone)}" style="${style}"></i>${text}</li>`;
  };
  return html`<ul class="legend" aria-label="Legend">${[
    ...scene.names.flatMap(({ tone, name }) => (shapes.has(tone) ? [entry(tone, name)] : [])),
    ...Object.entries(words).flatMap(([tone, text]) => (shapes.has(tone) ? [entry(tone, text)] : [])),
    ...(scene.arrows.length > 0 ? [html`<li><b aria-hidden="true">⤷</b> a master sent the task to a worker</li>`] : []),
  ]}</ul>`;
}
