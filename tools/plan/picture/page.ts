import { hash } from 'node:crypto';
import { count } from '../../base/json/index.js';
import type { Chart, Grouping } from '../mermaid/index.js';
import { escapeMarkup, jsonForScript } from './escape.js';
import type { Layout } from './layout.js';
import { neighbourhood, placeInColumns } from './neighbourhood.js';
import { pageData } from './page_data.js';
import { drawNeighbourhood } from './page_drawing.js';
import { listenToKeys } from './page_keys.js';
import { panelOfPage } from './page_panel.js';
import { runPage, type PageParts } from './page_script.js';
import { pageStyle } from './page_style.js';
import { viewOfPage } from './page_view.js';
import { writeShapes } from './svg.js';

/** What a page shows. */
export interface PageContent {
  readonly graph: string;
  readonly chart: Chart;
  readonly grouping: Grouping;
  readonly layout: Layout;
  /** Whether the layout has a box for each group; else one for each box of the chart. */
  readonly collapsed: boolean;
}

const PARTS = {
  neighbourhood,
  placeInColumns,
  drawNeighbourhood,
  listenToKeys,
  panelOfPage,
  viewOfPage,
} satisfies PageParts;

/**
 * Writes a drawing as a page that needs no network: people move and enlarge it, find partitions, and see what one is
 * made from and what is made from it. A policy in the page allows it no requests, and no scripts except its own.
 */
export function writePage({ graph, chart, grouping, layout, collapsed }: PageContent): string {
  const script = `(${runPage.toString()})({ ${Object.entries(PARTS)
    .map(([name, part]) => `${name}: ${part.toString()}`)
    .join(', ')} })`;
  const style = pageStyle();
  const policy = `default-src 'none'; script-src ${digestOf(script)}; style-src ${digestOf(style)}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>${escapeMarkup(graph)}</title>
<style>${style}</style>
</head>
<body>
<header>
<h1>${escapeMarkup(graph)}</h1>
<p id="summary">${escapeMarkup(summaryOf(chart, grouping))}</p>
<button id="back" hidden>← All jobs</button>
<input id="find" type="search" placeholder="Find a partition ( / )" aria-label="Find a partition" autocomplete="off" spellcheck="false">
<span class="buttons">
<button id="out" aria-label="Zoom out" title="Zoom out (−)">−</button>
<button id="in" aria-label="Zoom in" title="Zoom in (+)">+</button>
<button id="fit" title="Show everything (0)">Fit</button>
</span>
</header>
<main>
<svg id="canvas" tabindex="0" role="group" aria-label="The picture. Arrow keys move it, plus and minus enlarge and reduce it, 0 shows everything.">
<g id="picture">
${writeShapes(layout)}</g>
</svg>
<aside id="panel" aria-live="polite" hidden></aside>
<p id="keys">drag or arrow keys: move · wheel or + −: zoom · 0: fit · Tab and Enter: choose · Esc: back</p>
</main>
<script type="application/json" id="data">${jsonForScript(pageData(chart, grouping, collapsed))}</script>
<script>${script}</script>
</body>
</html>
`;
}

function summaryOf({ boxes }: Chart, { groups }: Grouping): string {
  const tasks = boxes.filter(({ kind }) => kind === 'run');
  const partitions = tasks.reduce((sum, { refs }) => sum + refs.length, 0);
  const jobs = groups.filter(({ kind }) => kind === 'run').length;
  return `${count(tasks.length, 'task')} of ${count(jobs, 'job')}, ${count(partitions, 'partition')}`;
}

/** Names a script or a style in the policy of the page. */
function digestOf(text: string): string {
  return `'sha256-${hash('sha256', text, 'base64')}'`;
}
