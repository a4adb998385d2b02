import type { Request } from '../../api/types.js';
import { count } from '../../ui/format.js';
import { Section } from '../../ui/page.js';
import { Ref } from '../../ui/ref.js';
import { Table, type Column } from '../../ui/table.js';
import { visibleText } from '../../ui/visible.js';

type Changes = NonNullable<Request['changes']>;
type Changed = NonNullable<Changes['first']>[number];

const COLUMNS: readonly Column<Changed>[] = [
  { head: 'Makes', show: ({ output }) => <Ref value={output} /> },
  { head: 'Change', show: ({ change }) => change },
  { head: 'Job', show: ({ job }) => <Ref value={job} most={48} />, isMinor: true },
];

/** How the plan differs from the one before it, which was out of date when it should have run. */
export function Drift({ changes }: { readonly changes: Changes }) {
  const { causes, added, removed, changed, first } = changes;
  return (
    <Section title="The plan changed">
      <p>
        The plan before was out of date: {visibleText(causes.join('; '))}. The new one has{' '}
        {count(added, 'new task', 'new tasks')}, {count(changed, 'changed task')}, and no longer{' '}
        {count(removed, 'task')} of the old one.
      </p>
      {first.length > 0 && (
        <details class="request-details">
          <summary>What changed</summary>
          <Table caption="Tasks that changed" columns={COLUMNS} items={first} keyOf={({ id }) => id} />
        </details>
      )}
    </Section>
  );
}
