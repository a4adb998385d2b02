import { useState } from 'preact/hooks';
import type { HistoryEntry } from '../../api/types.js';
import { buildPage } from '../../addresses.js';
import { count } from '../../ui/format.js';
import { Ref } from '../../ui/ref.js';
import { Empty } from '../../ui/shown.js';
import { Time } from '../../ui/time.js';
import { LongList } from './long_list.js';
import { manifestChanges, type ManifestChange } from './manifest_changes.js';

export interface HistoryProps {
  /** The newest first. */
  readonly entries: readonly HistoryEntry[];
  /** Whether there are older ones. */
  readonly isCut: boolean;
}

/** Every record of a partition, with what was different from the one before. */
export function History({ entries, isCut }: HistoryProps) {
  if (entries.length === 0) return <Empty>Nothing has happened to it yet.</Empty>;
  return (
    <>
      <LongList
        of={entries.map((entry, index) => ({ ...entry, before: recordBefore(entries, index) }))}
        what="records"
        caption="What happened to the partition, the newest first"
        head={['Time', 'What happened', 'Job version', 'Build', 'Different from before']}
        row={({ at, kind, manifest, before }) => (
          <tr key={`${String(at)} ${manifest?.id ?? ''}`}>
            <td>
              <Time at={at} />
            </td>
            <td>{kind === 'forgotten' ? 'forgotten' : (manifest?.origin ?? 'built')}</td>
            <td>{manifest?.jobVersion}</td>
            <td class="history-build">
              {manifest !== undefined && <Ref value={manifest.buildId} href={buildPage(manifest.buildId)} most={24} />}
            </td>
            <td>
              {manifest !== undefined && before !== undefined && <Changes of={manifestChanges(before, manifest)} />}
              {manifest !== undefined && before === undefined && !isCut && <span class="muted">the first record</span>}
            </td>
          </tr>
        )}
      />
      {isCut && <p class="why-note">Older records are in the API: partition/history.</p>}
    </>
  );
}

function recordBefore(entries: readonly HistoryEntry[], index: number) {
  return entries.slice(index + 1).find(({ manifest }) => manifest !== undefined)?.manifest;
}

/** Changes that are shown when a row is opened. */
const SHOWN = 50;

function Changes({ of }: { readonly of: readonly ManifestChange[] }) {
  const [isOpen, setIsOpen] = useState(false);
  if (of.length === 0) return <span class="muted">nothing</span>;
  return (
    <details onToggle={(event) => setIsOpen(event.currentTarget.open)}>
      <summary>{count(of.length, 'field')}</summary>
      {isOpen && (
        <ul class="changes">
          {of.slice(0, SHOWN).map(({ field, old, now }) => (
            <li key={field}>
              <Ref value={field} most={48} />
              <span class="change-values">
                <Value of={old} /> → <Value of={now} />
              </span>
            </li>
          ))}
          {of.length > SHOWN && <li class="muted">and {of.length - SHOWN} more</li>}
        </ul>
      )}
    </details>
  );
}

function Value({ of }: { readonly of: string | null }) {
  return of === null ? <span class="muted">none</span> : <Ref value={of} most={36} />;
}
