/// <reference lib="dom" />
// The function below runs in the page: its text is written into it, so it uses nothing from outside itself.
import type { PageBox } from './page_data.js';

/** What the page says beside the picture. */
export interface PagePanel {
  /** Replaces what it says, and shows it. */
  readonly tell: (...content: HTMLElement[]) => void;
  readonly element: (tag: string, text?: string) => HTMLElement;
  /** A list of boxes to choose from, with its title and their number. */
  readonly listOf: (title: string, rows: readonly number[]) => HTMLElement[];
  /** With thousands separators. */
  readonly number: (value: number) => string;
}

/** @param choose called with the box that the user chooses from a list */
export function panelOfPage(panel: HTMLElement, boxes: readonly PageBox[], choose: (box: number) => void): PagePanel {
  /** How many rows a list has. */
  const ROWS = 200;
  const number = (value: number): string => String(value).replace(/\B(?=(?:\d{3})+$)/g, ',');
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
  return { tell, element, listOf, number };
}
