/// <reference lib="dom" />
// The function below runs in the page: its text is written into it, so it uses nothing from outside itself.
import type { neighbourhood, placeInColumns } from './neighbourhood.js';
import type { PageData } from './page_data.js';

/** Makes the picture of the page move, and shows details on demand. */
export function runPage(select: typeof neighbourhood, place: typeof placeInColumns): void {
  const SVG = 'http://www.w3.org/2000/svg';
  /** How many boxes are drawn on either side of one, and how many rows a list has. */
  const [ROOM, ROWS] = [30, 200];
  const byId = (id: string): HTMLElement => document.getElementById(id) ?? document.body;
  const [panel, back, find] = [byId('panel'), byId('back'), byId('find') as HTMLInputElement];
  const canvas = byId('canvas') as unknown as SVGSVGElement;
  const picture = byId('picture') as unknown as SVGGElement;
  const { boxes, groups, collapsed } = JSON.parse(byId('data').textContent) as PageData;
  const upstream = boxes.map(({ needs, queries }) => [...needs, ...queries]);
  const downstream = boxes.map((): number[] => []);
  for (const [to, froms] of upstream.entries()) for (const from of froms) downstream[from]?.push(to);
  const number = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');

  // Moving and zooming. A point of the picture is shown at (x + scale · its x, y + scale · its y).
  let view = { x: 0, y: 0, scale: 1 };
  let shown: SVGGElement = picture;
  const apply = (): void => {
    shown.setAttribute('transform', `translate(${String(view.x)} ${String(view.y)}) scale(${String(view.scale)})`);
  };
  let isFitted = false;
  const move = (x: number, y: number): void => {
    isFitted = false;
    view = { ...view, x: view.x + x, y: view.y + y };
    apply();
  };
  const zoom = (factor: number, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2): void => {
    isFitted = false;
    const scale = Math.min(8, Math.max(0.02, view.scale * factor));
    const by = scale / view.scale;
    view = { scale, x: x - (x - view.x) * by, y: y - (y - view.y) * by };
    apply();
  };
  const fit = (): void => {
    const { x, y, width, height } = shown.getBBox();
    const [roomX, roomY] = [canvas.clientWidth - 40, canvas.clientHeight - 70];
    const scale = Math.min(1.25, roomX / width, roomY / height);
    view = { scale, x: 20 + (roomX - width * scale) / 2 - x * scale, y: 20 + (roomY - height * scale) / 2 - y * scale };
    apply();
    isFitted = true;
  };
  // The panel and the window change its size.
  new ResizeObserver(() => {
    if (isFitted) fit();
  }).observe(canvas);
  /** Moves the picture if a box is outside of what is seen. */
  const reveal = (node: Element): void => {
    const [seen, box] = [canvas.getBoundingClientRect(), node.getBoundingClientRect()];
    const inside = box.left >= seen.left && box.right <= seen.right && box.top >= seen.top && box.bottom <= seen.bottom;
    if (!inside) center(node);
  };
  const center = (node: Element): void => {
    const [seen, box] = [canvas.getBoundingClientRect(), node.getBoundingClientRect()];
    move((seen.left + seen.right - box.left - box.right) / 2, (seen.top + seen.bottom - box.top - box.bottom) / 2);
  };

  canvas.addEventListener(
    'wheel',
    (event) => {
      event.preventDefault();
      const { left, top } = canvas.getBoundingClientRect();
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      zoom(Math.exp(-pixels * 0.0015), event.clientX - left, event.clientY - top);
    },
    { passive: false },
  );
  let drag: { x: number; y: number; moved: boolean } | undefined;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button === 0) drag = { x: event.clientX, y: event.clientY, moved: false };
  });
  canvas.addEventListener('pointermove', (event) => {
    if (drag === undefined) return;
    const [x, y] = [event.clientX - drag.x, event.clientY - drag.y];
    if (!drag.moved && Math.hypot(x, y) < 4) return;
    // Only now: a captured pointer would not click on boxes.
    if (!drag.moved) canvas.setPointerCapture(event.pointerId);
    canvas.classList.add('moving');
    drag = { x: event.clientX, y: event.clientY, moved: true };
    move(x, y);
  });
  const drop = (): void => {
    canvas.classList.remove('moving');
    drag = undefined;
  };
  canvas.addEventListener('pointerup', drop);
  canvas.addEventListener('pointercancel', drop);

  // The panel.
  const element = (tag: string, text = ''): HTMLElement => {
    const made = document.createElement(tag);
    made.textContent = text;
    return made;
  };
  const listOf = (title: string, rows: readonly number[]): HTMLElement[] => {
    const list = element('ul');
    for (const box of rows.slice(0, ROWS)) {
      const { refs = [] } = boxes[box] ?? {};
      const button = element('button', refs.join('\n'));
      button.addEventListener('click', () => {
        choose(box);
      });
      const item = element('li');
      item.append(button);
      list.append(item);
    }
    const hidden = rows.length - ROWS;
    return [
      element('h3', `${title} (${number(rows.length)})`),
      list,
      ...(hidden > 0 ? [element('p', `and ${number(hidden)} more; type in the field above to find one`)] : []),
    ];
  };
  const tell = (...content: HTMLElement[]): void => {
    panel.replaceChildren(...content);
    panel.hidden = false;
    panel.scrollTop = 0;
  };
  const mark = (chosen: Element | undefined, near?: ReadonlySet<string>): void => {
    for (const other of canvas.querySelectorAll('.chosen')) other.classList.remove('chosen');
    chosen?.classList.add('chosen');
    for (const node of shown.querySelectorAll<SVGElement>('.node')) {
      node.classList.toggle('dim', near !== undefined && !near.has(node.dataset['id'] ?? ''));
    }
    for (const edge of shown.querySelectorAll<SVGElement>('.edge')) {
      const { from = '', to = '' } = edge.dataset;
      const lit = near?.has(from) === true && near.has(to);
      edge.classList.toggle('lit', lit);
      edge.classList.toggle('dim', near !== undefined && !lit);
    }
  };
  const nodeOf = (index: number): SVGElement | undefined =>
    shown.querySelector<SVGElement>(`.node[data-index="${String(index)}"]`) ?? undefined;

  // Details on demand.
  const overview = (): void => {
    panel.hidden = true;
    if (shown === picture) {
      mark(undefined);
      return;
    }
    shown.remove();
    shown = picture;
    picture.style.display = '';
    back.hidden = true;
    mark(undefined);
    fit();
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
    const near = select(upstream, downstream, index, collapsed ? ROOM : boxes.length);
    if (collapsed) drawAround(index, near.members);
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
    if (collapsed && view.scale < 0.6) {
      zoom(0.8 / view.scale);
      center(node);
    } else {
      reveal(node);
    }
  };
  const shape = (tag: string, attributes: Readonly<Record<string, string | number>>, text = ''): SVGElement => {
    const made = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    made.textContent = text;
    return made;
  };
  /** Draws a box with what it is made from on its left, and what is made from it on its right. */
  const drawAround = (middle: number, members: readonly number[]): void => {
    const numbers = new Map(members.map((member, place) => [member, place]));
    const sizes = members.map((member) => ({ width: (boxes[member]?.width ?? 0) + 28, height: 52 }));
    const edges = members.flatMap((member, to) =>
      (upstream[member] ?? []).flatMap((source) => {
        const from = numbers.get(source);
        return from === undefined ? [] : [[from, to] as const];
      }),
    );
    const { corners, routes } = place(sizes, edges);
    const drawn = shape('g', {}) as SVGGElement;
    for (const [edge, points] of routes.entries()) {
      const [from = 0, to = 0] = edges[edge] ?? [];
      const dashed = boxes[members[to] ?? 0]?.queries.includes(members[from] ?? 0) === true;
      const path = points.map(({ x, y }, step) => {
        const { x: fromX = x, y: fromY = y } = points[step - 1] ?? {};
        const bend = (x + fromX) / 2;
        return step === 0 ? `M${String(x)} ${String(y)}` : `C${[bend, fromY, bend, y, x, y].join(' ')}`;
      });
      const ends = { 'data-from': String(members[from]), 'data-to': String(members[to]) };
      const line = { d: path.join(''), 'stroke-width': 1.3, 'marker-end': 'url(#tip)' };
      drawn.append(shape('path', { class: dashed ? 'edge dashed' : 'edge', ...line, ...ends }));
    }
    for (const [place, member] of members.entries()) {
      const box = boxes[member];
      const { x, y } = corners[place] ?? { x: 0, y: 0 };
      const { label = '', kind = 'run' } = groups[box?.group ?? 0] ?? {};
      if (box === undefined) continue;
      const node = shape('g', { class: `node ${kind}`, 'data-index': member, 'data-id': member });
      const title = shape('title', {}, `${box.refs.join('\n')}\n${label}`);
      const fits = Array.from(label).length > 44 ? `${Array.from(label).slice(0, 43).join('')}…` : label;
      node.append(
        title,
        shape('rect', { class: 'box', x, y, ...sizes[place], rx: kind === 'run' ? 4 : 14 }),
        shape('text', { class: 'text name', x: x + 14, y: y + 22 }, box.name ?? box.refs[0]),
        shape('text', { class: 'text note', x: x + 14, y: y + 40 }, fits),
      );
      drawn.append(node);
    }
    if (shown !== picture) shown.remove();
    picture.style.display = 'none';
    canvas.append(drawn);
    shown = drawn;
    enliven(drawn);
    back.hidden = false;
    panel.hidden = false;
    fit();
  };
  const open = (node: SVGElement): void => {
    const index = Number(node.dataset['index']);
    if (collapsed && shown === picture) chooseGroup(index);
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
        reveal(node);
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
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => {
      move(80, 0);
    },
    ArrowRight: () => {
      move(-80, 0);
    },
    ArrowUp: () => {
      move(0, 80);
    },
    ArrowDown: () => {
      move(0, -80);
    },
    '+': () => {
      zoom(1.25);
    },
    '=': () => {
      zoom(1.25);
    },
    '-': () => {
      zoom(0.8);
    },
    '0': () => {
      fit();
    },
    '/': () => {
      find.focus();
    },
    Escape: overview,
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (target === find) {
      if (key === 'Escape') canvas.focus();
      return;
    }
    if (key === 'Enter' && target instanceof SVGElement && target.classList.contains('node')) open(target);
    const action = actions[key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
  byId('in').addEventListener('click', () => {
    zoom(1.25);
  });
  byId('out').addEventListener('click', () => {
    zoom(0.8);
  });
  byId('fit').addEventListener('click', () => {
    fit();
  });
  back.addEventListener('click', overview);
  enliven(picture);
  fit();
}
