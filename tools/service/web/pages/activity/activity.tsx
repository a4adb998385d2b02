import { addressWith, place } from '../../router.js';
import type { Activity as Entry } from '../../api/types.js';
import { useList } from '../../api/use_read.js';
import { queryOf, TextFilter } from '../../ui/filter.js';
import { List } from '../../ui/list.js';
import { Page } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import type { Column } from '../../ui/table.js';
import { Time } from '../../ui/time.js';
import { actionWords, subjectPage } from './words.js';

const COLUMNS: readonly Column<Entry>[] = [
  { head: 'When', show: ({ at }) => <Time at={at} /> },
  {
    head: 'Who',
    show: ({ who }) => <Ref value={who} href={addressWith(place.value, { who, after: undefined })} most={32} />,
  },
  { head: 'Did', show: ({ action }) => actionWords(action) },
  {
    head: 'To',
    show: ({ action, subject }) => <Ref value={subject} href={subjectPage(action, subject)} most={48} />,
  },
  {
    head: 'Details',
    show: ({ detail }) =>
      Object.keys(detail).length > 0 && (
        <span class="small muted">
          <Ref value={JSON.stringify(detail)} most={80} />
        </span>
      ),
    isMinor: true,
  },
];

/** Who changed what, the newest first. */
export function Activity() {
  const query = {
    who: queryOf('who'),
    action: queryOf('action'),
    subject: queryOf('subject'),
    after: queryOf('after'),
  };
  const entries = useList<Entry>('/activity', query, ({ type }) => type !== 'task' && type !== 'partitions');
  const isFiltered = [query.who, query.action, query.subject].some((each) => each !== undefined);
  return (
    <Page title="Activity" about="Everything that people, triggers and scripts changed. Entries are never removed.">
      <div class="filters">
        <TextFilter name="who" label="Who" />
        <TextFilter name="action" label="Action" />
        <TextFilter name="subject" label="Subject" />
        {isFiltered && (
          <a class="button" href="/activity">
            Show all
          </a>
        )}
      </div>
      <List
        of={entries}
        what="the activity"
        caption="Changes, the newest first"
        columns={COLUMNS}
        keyOf={({ seq }) => String(seq)}
        empty={isFiltered ? 'Nothing is like that.' : 'Nobody has changed anything yet.'}
      />
    </Page>
  );
}
