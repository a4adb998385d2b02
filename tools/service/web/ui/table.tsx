import type { ComponentChildren } from 'preact';

export interface Column<Item> {
  readonly head: string;
  readonly show: (item: Item) => ComponentChildren;
  readonly isNumber?: boolean;
  /** Left out on small screens. */
  readonly isMinor?: boolean;
}

export interface TableProps<Item> {
  /** What it lists, for those who do not see the heading above it. */
  readonly caption: string;
  /** The first one names the row. */
  readonly columns: readonly Column<Item>[];
  readonly items: readonly Item[];
  readonly keyOf: (item: Item) => string;
}

/** A list with columns. */
export function Table<Item>({ caption, columns, items, keyOf }: TableProps<Item>) {
  const classOf = ({ isNumber, isMinor }: Column<Item>): string | undefined =>
    [isNumber === true ? 'is-number' : '', isMinor === true ? 'is-minor' : ''].join(' ').trim() || undefined;
  return (
    <div class="table-box">
      <table>
        <caption class="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.head} scope="col" class={classOf(column)}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr key={keyOf(item)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.head} scope="row" class={classOf(column)}>
                    {column.show(item)}
                  </th>
                ) : (
                  <td key={column.head} class={classOf(column)}>
                    {column.show(item)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
