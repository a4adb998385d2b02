import { FONT } from './measure.js';

/** The colours of a picture, light and dark. */
const COLOURS = `
  --paper: #ffffff; --ink: #1f2933; --muted: #52606d; --line: #8b98a5; --frame: #f5f7fa; --frame-line: #d3dae2;
  --run: #eaf3ff; --run-line: #2f6fbf; --pruned: #f1f3f4; --pruned-line: #9aa0a6; --outside: #ffffff; --focus: #d9480f;`;

const DARK = `
  --paper: #14181d; --ink: #e6ebf0; --muted: #9fb0c0; --line: #6b7a89; --frame: #1b2128; --frame-line: #333e4a;
  --run: #17304d; --run-line: #6ba8f0; --pruned: #23292f; --pruned-line: #6f7a85; --outside: #14181d; --focus: #ff922b;`;

/** The style of the drawing, in a picture and in a page. @param root the element that has the colours */
export function drawingStyle(root: string): string {
  return `
${root} {${COLOURS}
  color-scheme: light dark; }
@media (prefers-color-scheme: dark) { ${root} {${DARK} } }
.text { font: ${String(FONT.size)}px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: var(--ink); white-space: pre; }
.note { fill: var(--muted); }
.name { font-weight: 600; }
.box { stroke-width: 1.2; }
.run > .box { fill: var(--run); stroke: var(--run-line); }
.pruned > .box { fill: var(--pruned); stroke: var(--pruned-line); }
.outside > .box { fill: var(--outside); stroke: var(--pruned-line); stroke-dasharray: 4 3; }
.edge { fill: none; stroke: var(--line); }
.dashed { stroke-dasharray: 5 4; }
.tip { fill: var(--line); }
.count { fill: var(--muted); stroke: var(--paper); stroke-width: 4px; paint-order: stroke; text-anchor: middle; }
.frame { fill: var(--frame); stroke: var(--frame-line); }
`;
}
