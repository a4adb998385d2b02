import {
  parseTextTemplate,
  patternIndexOf,
  type GraphDescriptor,
  type JobDescriptor,
  type Manifest,
  type PartitionRef,
} from '../../base/model/index.js';
import type { CatalogView } from '../../catalog/index.js';

/** `output` reads what `input` makes. */
export interface JobEdge {
  readonly input: string;
  readonly output: string;
}

/** Partitions of a job that are looked at, and of a graph whose jobs have no patterns. */
const SAMPLE = 5;
const SAMPLE_OF_ALL = 300;

/** Inputs that are looked at. */
const MAX_INPUTS = 3000;

/**
 * Which jobs of a graph read from which: as their templates declare it, and else as manifests of the catalog have it. Only a few
 * manifests of each job are looked at, and one that has never run has no edges.
 */
export async function jobEdges(
  descriptor: GraphDescriptor,
  catalog: Pick<CatalogView, 'current' | 'list' | 'manifests'>,
): Promise<readonly JobEdge[]> {
  const index = patternIndexOf(descriptor);
  const ownerOf = (ref: string): string | undefined => index.match(ref)[0]?.owner;
  const edges = new Map<string, JobEdge>();
  const add = (input: string | undefined, output: string): void => {
    if (input !== undefined) edges.set(JSON.stringify([input, output]), { input, output });
  };
  for (const job of descriptor.jobs) for (const ref of declaredInputs(job)) add(ownerOf(ref), job.label);
  const manifests = await samples(descriptor, catalog);
  const inputs = manifests.flatMap((manifest) => manifest.inputs.map(({ ref }) => ({ ref, output: manifest.job })));
  const read = inputs.slice(0, MAX_INPUTS);
  const unknown = read.flatMap(({ ref }) => (ownerOf(ref) === undefined ? [ref] : []));
  const makers = new Map([...(await manifestsOf(unknown, catalog))].map(([ref, { job }]) => [ref, job]));
  for (const { ref, output } of read) add(ownerOf(ref) ?? makers.get(ref), output);
  const known = new Set(descriptor.jobs.map(({ label }) => label));
  return [...edges.values()].filter(({ input, output }) => known.has(input) && known.has(output));
}

/** Inputs of a template, with `x` where a name is: enough to see whose they are. */
function declaredInputs({ template }: JobDescriptor): string[] {
  return [...(template?.inputs ?? []), ...(template?.queryInputs ?? [])].flatMap((text) => {
    const parts = parseTextTemplate(text);
    return parts.ok ? [parts.value.map((part) => ('text' in part ? part.text : 'x')).join('')] : [];
  });
}

async function samples(
  { jobs }: GraphDescriptor,
  catalog: Pick<CatalogView, 'list' | 'manifests'>,
): Promise<readonly Manifest[]> {
  const ids = new Set<string>();
  const take = async (prefix: string, limit: number): Promise<void> => {
    for await (const { id } of catalog.list({ prefix, limit })) ids.add(id);
  };
  const unsaid = jobs.filter(({ template }) => template === undefined);
  for (const pattern of unsaid.flatMap(({ makes = [] }) => makes)) await take(pattern.split('{', 1)[0] ?? '', SAMPLE);
  if (unsaid.some(({ makes = [] }) => makes.length === 0)) await take('', SAMPLE_OF_ALL);
  return [...(await catalog.manifests([...ids])).values()];
}

async function manifestsOf(
  refs: readonly PartitionRef[],
  catalog: Pick<CatalogView, 'current' | 'manifests'>,
): Promise<ReadonlyMap<PartitionRef, Manifest>> {
  if (refs.length === 0) return new Map();
  const current = await catalog.current([...new Set(refs)]);
  const manifests = await catalog.manifests([...new Set([...current.values()].map(({ id }) => id))]);
  return new Map(
    [...current].flatMap(([ref, { id }]) => {
      const manifest = manifests.get(id);
      return manifest === undefined ? [] : [[ref, manifest] as const];
    }),
  );
}
