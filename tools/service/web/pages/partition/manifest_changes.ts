import type { Manifest } from '../../api/types.js';

/** One difference between two manifests of a partition. Null: one side does not have it. */
export interface ManifestChange {
  readonly field: string;
  readonly old: string | null;
  readonly now: string | null;
}

/** What is different about a partition since an earlier record of it: how it was made, from what, and what the job reported. */
export function manifestChanges(earlier: Manifest, later: Manifest): readonly ManifestChange[] {
  const before = fieldsOf(earlier);
  const after = fieldsOf(later);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((field) => {
    const old = before.get(field) ?? null;
    const now = after.get(field) ?? null;
    return old === now ? [] : [{ field, old, now }];
  });
}

function fieldsOf(manifest: Manifest): ReadonlyMap<string, string> {
  const { job, jobVersion, config, codeDigest, inputs, outputs, digests = {}, metadata, origin = 'built' } = manifest;
  return new Map([
    ['origin', origin],
    ['job', job],
    ['job version', jobVersion],
    ['program', config.executable],
    ...(codeDigest === undefined ? [] : [['code', codeDigest] as const]),
    ['arguments', JSON.stringify(config.args)],
    ...Object.entries(config.env).map(([name, value]) => [`variable ${name}`, value] as const),
    ...outputs.map((ref) => [`output ${ref}`, 'made'] as const),
    ...inputs.map(({ ref, depType, manifest: read }) => {
      const kind = depType === 'query' ? 'query input' : 'input';
      return [`${kind} ${ref}`, read ?? 'was not there'] as const;
    }),
    ...Object.entries(digests).map(([ref, digest]) => [`digest of ${ref}`, digest] as const),
    ...Object.entries(metadata).map(([name, value]) => [`reported ${name}`, JSON.stringify(value)] as const),
  ]);
}
