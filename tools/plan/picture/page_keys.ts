/// <reference lib="dom" />
// The function below runs in the page: its text is written into it, so it uses nothing from outside itself.
import type { PageView } from './page_view.js';

/** What keys act on. */
export interface KeyTargets {
  readonly canvas: SVGSVGElement;
  readonly find: HTMLInputElement;
  readonly view: PageView;
  /** Opens a box. */
  readonly open: (node: SVGElement) => void;
  /** Goes back to the whole picture. */
  readonly close: () => void;
}

/** Lets people use the page by its keys. */
export function listenToKeys({ canvas, find, view, open, close }: KeyTargets): void {
  const actions: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => {
      view.move(80, 0);
    },
    ArrowRight: () => {
      view.move(-80, 0);
    },
    ArrowUp: () => {
      view.move(0, 80);
    },
    ArrowDown: () => {
      view.move(0, -80);
    },
    '+': () => {
      view.zoom(1.25);
    },
    '=': () => {
      view.zoom(1.25);
    },
    '-': () => {
      view.zoom(0.8);
    },
    '0': () => {
      view.fit();
    },
    '/': () => {
      find.focus();
    },
    Escape: close,
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
}
