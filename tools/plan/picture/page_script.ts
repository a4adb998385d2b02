/// <reference lib="dom" />
// The function below runs in the page: its text is written into it, so it uses nothing from outside itself.
import type { neighbourhood, placeInColumns } from './neighbourhood.js';
import type { PageData } from './page_data.js';
import type { drawNeighbourhood } from './page_drawing.js';
import type { listenToKeys } from './page_keys.js';
import type { panelOfPage } from './page_panel.js';
import type { viewOfPage } from './page_view.js';

/** The other functions that run in the page. */
export interface PageParts {
  readonly neighbourhood: typeof neighbourhood;
  readonly placeInColumns: typeof placeInColumns;
  readonly drawNeighbourhood: typeof drawNeighbourhood;
  readonly listenToKeys: typeof listenToKeys;
  readonly panelOfPage: typeof panelOfPage;
  readonly viewOfPage: typeof viewOfPage;
}

/** Shows details of the picture on demand: what one box is made from, and what is made from it. */
export function runPage(parts: PageParts): void {
  /** How many boxes are drawn on either side of one. */
  const ROOM = 30;
  const byId = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
  const [panel, back, find] = [byId('panel'), byId('back'), byId('find') as HTMLInputElement];
  const canvas = byId('canvas') as unknown as SVGSVGElement;
  const picture = byId('picture') as unknown as SVGGElement;
  const data = JSON.parse(byId('data').textContent) as PageData;
  const { boxes, groups, collapsed } = data;
  const upstream = boxes.map(({ needs, queries }) => [...needs, ...queries]);
  const downstream = boxes.map((): number[] => []);
  for (const [to, froms] of upstream.entries()) for (const from of froms) downstream[from]?.push(to);
  const view = parts.viewOfPage(canvas, picture);
  const { tell, element, listOf, number } = parts.panelOfPage(panel, boxes, (box) => {
    choose(box);
  });

  const mark = (chosen: Element | undefined, near?: ReadonlySet<string>): void => {
    for (const other of canvas.querySelectorAll('.chosen')) other.classList.remove('chosen');
    chosen?.classList.add('chosen');
    for (const node of view.shown().querySelectorAll<SVGElement>('.node')) {
      node.classList.toggle('dim', near !== undefined && !near.has(node.dataset['id'] ?? ''));
    }
    for (const edge of view.shown().querySelectorAll<SVGElement>('.edge')) {
      const { from = '', to = '' } = edge.dataset;
      const lit = near?.has(from) === true && near.has(to);
      edge.classList.toggle('lit', lit);
      edge.classList.toggle('dim', near !== undefined && !lit);
    }
  };
  const nodeOf = (index: number): SVGElement | undefined =>
    view.shown().querySelector<SVGElement>(`.node[data-index="${String(index)}"]`) ?? undefined;

  const overview = (): void => {
    panel.hidden = true;
    if (view.shown() === picture) {
      mark(undefined);
      return;
    }
    view.shown().remove();
    view.show(picture);
    picture.style.display = '';
    back.hidden = true;
    mark(undefined);
    view.fit();
  };
  const chooseGroup = (group: number): void => {
    const { label = '', kind = 'run' } = groups[group] ?? {};
    const rows = boxes.flatMap((box, index) => (box.group === group ? [index] : []));
    tell(element('h2', label), ...listOf(kind === 'run' ? 'Tasks' : 'Partitions', rows));
    mark(nodeOf(group));
  };
  const choose = (index: number): void => {
    const box = boxes[index];
    if (box === undefined) return;
    const near = parts.neighbourhood(upstream, downstream, index, collapsed ? ROOM : boxes.length);
    if (collapsed) drawAround(near.members);
    const more = [
      near.moreUpstream > 0 ? `${number(near.moreUpstream)} more upstream are not drawn` : '',
      near.moreDownstream > 0 ? `${number(near.moreDownstream)} more downstream are not drawn` : '',
    ].filter((text) => text !== '');
    tell(
      element('h2', box.refs.join('\n')),
      element('p', groups[box.group]?.label),
      ...more.map((text) => element('p', text)),
      ...listOf('Made from', upstream[index] ?? []),
      ...listOf('Used by', downstream[index] ?? []),
    );
    const node = nodeOf(index);
    const ids = near.members.map((member) => nodeOf(member)?.dataset['id'] ?? '');
    mark(node, collapsed ? undefined : new Set(ids));
    if (node === undefined) return;
    // Everything, unless the texts would become too small to read.
    if (collapsed && view.scale() < 0.6) {
      view.zoom(0.8 / view.scale());
      view.center(node);
    } else {
      view.reveal(node);
    }
  };
  const drawAround = (members: readonly number[]): void => {
    const drawn = parts.drawNeighbourhood(members, data, upstream, parts.placeInColumns);
    if (view.shown() !== picture) view.shown().remove();
    picture.style.display = 'none';
    canvas.append(drawn);
    view.show(drawn);
    enliven(drawn);
    back.hidden = false;
    panel.hidden = false;
    view.fit();
  };
  const open = (node: SVGElement): void => {
    const index = Number(node.dataset['index']);
    if (collapsed && view.shown() === picture) chooseGroup(index);
    else choose(index);
  };
  /** Makes boxes answer to the mouse and the keyboard. */
  const enliven = (drawing: SVGElement): void => {
    for (const node of drawing.querySelectorAll<SVGElement>('.node')) {
      node.setAttribute('tabindex', '0');
      node.setAttribute('role', 'button');
      node.setAttribute('aria-label', node.querySelector('title')?.textContent ?? '');
      node.addEventListener('click', () => {
        open(node);
      });
      node.addEventListener('focus', () => {
        view.reveal(node);
      });
    }
  };

  find.addEventListener('input', () => {
    const wanted = find.value.trim().toLowerCase();
    if (wanted === '') {
      panel.hidden = true;
      return;
    }
    const found = boxes.flatMap(({ refs }, index) =>
      refs.some((ref) => ref.toLowerCase().includes(wanted)) ? [index] : [],
    );
    tell(...listOf('Found', found));
  });
  find.addEventListener('keydown', (event) => {
    if (event.key === 'Enter') panel.querySelector('button')?.click();
  });
  parts.listenToKeys({ canvas, find, view, open, close: overview });
  byId('in').addEventListener('click', () => {
    view.zoom(1.25);
  });
  byId('out').addEventListener('click', () => {
    view.zoom(0.8);
  });
  byId('fit').addEventListener('click', () => {
    view.fit();
  });
  back.addEventListener('click', overview);
  enliven(picture);
  view.fit();
}
