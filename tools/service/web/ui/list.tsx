import type { ComponentChildren } from 'preact';
import type { ListReading } from '../api/use_read.js';
import { addressWith, place } from '../router.js';
import { Empty, Shown } from './shown.js';
import { Table, type Column } from './table.js';

export interface ListProps<Item> {
  readonly of: ListReading<Item>;
  /** What it lists: `the requests` */
  readonly what: string;
  readonly caption: string;
  readonly columns: readonly Column<Item>[];
  readonly keyOf: (item: Item) => string;
  /** What is shown if there is nothing. */
  readonly empty: ComponentChildren;
  /** Words of the links to where the list begins and to what follows. Left out: it has the newest first. */
  readonly links?: readonly [beginning: string, following: string];
}

const NEWEST_FIRST = ['Back to the newest', 'Older ones'] as const;

/** A list of the API as a table, with a way to what follows. `?after=` of the address is where it begins. */
export function List<Item>({ of, what, caption, columns, keyOf, empty, links = NEWEST_FIRST }: ListProps<Item>) {
  const isLater = place.value.query.has('after');
  return (
    <Shown of={of} what={what} lines={8}>
      {(items) => (
        <>
          {isLater && (
            <p class="table-more">
              <a href={addressWith(place.value, { after: undefined })}>{links[0]}</a>
            </p>
          )}
          {items.length === 0 ? (
            <Empty>{empty}</Empty>
          ) : (
            <Table caption={caption} columns={columns} items={items} keyOf={keyOf} />
          )}
          {of.more !== undefined && (
            <button type="button" class="button table-more" onClick={of.more}>
              Show more
            </button>
          )}
          {of.next !== undefined && (
            <p class="table-more">
              <a href={addressWith(place.value, { after: of.next })}>{links[1]}</a>
            </p>
          )}
        </>
      )}
    </Shown>
  );
}
