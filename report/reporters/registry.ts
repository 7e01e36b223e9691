import { edn } from './edn.ts';
import { github } from './github.ts';
import { html } from './html.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { perfetto } from './perfetto.ts';
import type { Reporter } from './reporter.ts';
import { terminal } from './terminal.ts';

/** Every reporter, in the order in which help names them and they are asked. */
export const reporters: readonly Reporter[] = [terminal, html, junit, github, markdown, json, perfetto, edn];
