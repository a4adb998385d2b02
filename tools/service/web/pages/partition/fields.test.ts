import { expect, test } from '@jest/globals';
import type { Manifest } from '../../api/types.js';
import { fieldRows, originsOf, type Comparison } from './fields.js';
import { manifestChanges } from './manifest_changes.js';

const MANIFEST: Manifest = {
  ...{ schemaVersion: 1, id: 'm', outputs: ['b'], inputs: [], job: '//t:j', jobVersion: '1.0.0' },
  config: { args: ['--x'], env: { TZ: 'UTC' }, executable: 'run' },
  ...{ versionKey: 'v', startTime: '', endTime: '', buildId: '', taskId: '', host: '', attempt: 1, metadata: {} },
};

function comparison(id: string, more: Partial<Comparison>): Comparison {
  const made = { manifest: 'm', endTime: '', job: '//t:j', jobVersion: '1.0.0', buildId: '', origin: 'built' as const };
  return { id, task: id, job: '//t:j', outputs: [id], made, standing: 'stale', changes: [], inputs: [], ...more };
}

const VERSION = { field: 'jobVersion', old: '1.0.0', new: '2.0.0' } as const;

test('fields that did not change are listed with what they are', () => {
  const rows = fieldRows({ manifest: MANIFEST });
  expect(rows.map(({ field, old, weight }) => [field, old.join(), weight])).toEqual([
    ['Job', '//t:j', 'same'],
    ['Job version', '1.0.0', 'same'],
    ['Program', 'run', 'same'],
    ['Arguments', '--x', 'same'],
    ['Variable TZ', 'UTC', 'same'],
    ['Outputs', 'b', 'same'],
  ]);
});

test('fields that changed come first, and the reason says which of them make it stale', () => {
  const changes = [VERSION, { field: 'env', name: 'TZ', old: 'UTC', new: null } as const];
  const reason = { kind: 'job-major-changed', from: '1.0.0', to: '2.0.0' } as const;
  const rows = fieldRows({ comparison: comparison('b', { changes }), manifest: MANIFEST, reason });
  expect(rows.slice(0, 2)).toEqual([
    { field: 'Job version', old: ['1.0.0'], now: ['2.0.0'], weight: 'reason' },
    { field: 'Variable TZ', old: ['UTC'], now: [], weight: 'changed' },
  ]);
  expect(rows).toHaveLength(6);
});

test('arguments that changed take the place of those that did not', () => {
  const changed = comparison('b', { changes: [{ field: 'args', index: 0, old: ['--x'], new: ['--y'] }] });
  const reason = { kind: 'content-changed' as const, fields: ['args'] };
  const rows = fieldRows({ comparison: changed, manifest: MANIFEST, reason });
  expect(rows.filter(({ field }) => field.startsWith('Arguments'))).toEqual([
    { field: 'Arguments from number 1 on', old: ['--x'], now: ['--y'], weight: 'reason' },
  ]);
});

test('if no field shows what differs, the keys do', () => {
  const changed = comparison('b', { versionKey: { old: 'a', new: 'b' } });
  expect(fieldRows({ comparison: changed, isMasked: true })).toEqual([
    { field: 'Version key', old: ['a'], now: ['b'], weight: 'masked' },
  ]);
});

test('tasks upstream that changed alike are one origin', () => {
  const all = [comparison('c', { changes: [VERSION] }), comparison('a', { changes: [VERSION] }), comparison('d', {})];
  const origins = originsOf([comparison('b', { changes: [VERSION] }), ...all], 'b');
  expect(origins.map(({ refs }) => refs)).toEqual([['c', 'a']]);
});

test('two manifests differ by how they were made, by what was read and by what was reported', () => {
  const input = { depType: 'materialize', ref: 'a', manifest: 'm1', versionKey: 'v' } as const;
  const later: Manifest = { ...MANIFEST, jobVersion: '1.1.0', inputs: [input], metadata: { rows: 3 } };
  expect(manifestChanges(MANIFEST, later)).toEqual([
    { field: 'job version', old: '1.0.0', now: '1.1.0' },
    { field: 'input a', old: null, now: 'm1' },
    { field: 'reported rows', old: null, now: '3' },
  ]);
});
