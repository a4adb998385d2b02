import { drawingStyle } from './style.js';

/** The style of the page. */
export function pageStyle(): string {
  return `${drawingStyle(':root')}
* { box-sizing: border-box; }
html, body { height: 100%; margin: 0; }
body { display: flex; flex-direction: column; background: var(--paper); color: var(--ink); font: 14px/1.4 system-ui, "DejaVu Sans", sans-serif; }
header { display: flex; flex-wrap: wrap; gap: 8px 16px; align-items: center; padding: 8px 14px; border-bottom: 1px solid var(--frame-line); background: var(--frame); }
h1 { font-size: 15px; margin: 0; overflow-wrap: anywhere; }
#summary { margin: 0; color: var(--muted); flex: 1; }
button, input { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--line); border-radius: 6px; padding: 3px 10px; }
button:hover { border-color: var(--run-line); }
input { width: 22em; max-width: 100%; }
:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px; }
.buttons { display: flex; gap: 4px; }
main { position: relative; flex: 1; min-height: 0; display: flex; }
#canvas { flex: 1; min-width: 0; width: 100%; height: 100%; touch-action: none; cursor: grab; user-select: none; }
#canvas.moving { cursor: grabbing; }
#canvas:focus-visible { outline-offset: -2px; }
#keys { position: absolute; left: 12px; bottom: 8px; margin: 0; padding: 2px 8px; border-radius: 6px; background: var(--paper); color: var(--muted); font-size: 12px; pointer-events: none; }
#panel { width: 380px; max-width: 45%; overflow: auto; padding: 12px 16px; border-left: 1px solid var(--frame-line); background: var(--paper); }
#panel[hidden], [hidden] { display: none; }
#panel h2 { font: 600 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; margin: 0 0 4px; overflow-wrap: anywhere; white-space: pre-wrap; }
#panel h3 { font-size: 13px; margin: 14px 0 4px; color: var(--muted); font-weight: 600; }
#panel p { margin: 4px 0; color: var(--muted); }
#panel ul { list-style: none; margin: 0; padding: 0; }
#panel li button { display: block; width: 100%; text-align: left; border-color: transparent; padding: 2px 6px; font: 12px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; white-space: pre-wrap; }
#panel li button:hover, #panel li button:focus-visible { border-color: var(--run-line); }
.node { cursor: pointer; }
.node:hover > .box { stroke-width: 2.4; }
.node:focus { outline: none; }
.node:focus-visible > .box, .node.chosen > .box { stroke: var(--focus); stroke-width: 2.6; }
.dim { opacity: 0.18; }
.edge.lit { stroke: var(--focus); }
`;
}
