import { escapeControls, number } from '../../base/json/index.js';
import type { BoxKind, Chart, Grouping } from '../mermaid/index.js';
import { columns, FONT, shortened } from './measure.js';

/** What the page knows besides its picture. Texts in it are as they are; the page shows them as text only. */
export interface PageData {
  /** Whether the picture has a box for each group; else one for each box of `boxes`. */
  readonly collapsed: boolean;
  readonly groups: readonly PageGroup[];
  readonly boxes: readonly PageBox[];
}

export interface PageGroup {
  readonly label: string;
  readonly kind: BoxKind;
}

export interface PageBox {
  readonly group: number;
  readonly refs: readonly string[];
  /** What a box says of its refs, unless it has one and that fits in. */
  readonly name?: string;
  /** Width of its text, in pixels. */
  readonly width: number;
  /** Indexes of the boxes that it materializes from, and of those that it queries. */
  readonly needs: readonly number[];
  readonly queries: readonly number[];
}

/** What the page needs to list and to draw boxes. */
export function pageData({ boxes, arrows }: Chart, { groups, groupOf }: Grouping, collapsed: boolean): PageData {
  const needs = boxes.map((): number[] => []);
  const queries = boxes.map((): number[] => []);
  for (const { from, to, materialized } of arrows) (materialized ? needs : queries)[to]?.push(from);
  return {
    collapsed,
    groups: groups.map(({ label, kind }) => ({ label: escapeControls(label), kind })),
    boxes: boxes.map(({ refs }, index) => {
      const group = groupOf[index] ?? 0;
      const shown = refs.map(escapeControls);
      const name = nameOf(shown);
      const widest = Math.max(12, columns(name), columns(shortened(groups[group]?.label ?? '')));
      return {
        ...{ group, refs: shown, width: Math.ceil(widest * FONT.character) },
        ...(name === shown[0] ? {} : { name }),
        ...{ needs: needs[index] ?? [], queries: queries[index] ?? [] },
      };
    }),
  };
}

function nameOf([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? shortened(first) : `${shortened(first)} and ${number(more.length)} more`;
}
