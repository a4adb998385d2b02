import { adopt, memoryCatalog, type Catalog } from '../../../catalog/index.js';
import type { JobGraph, Manifest, PartitionRef, Plan, Task } from '../../../base/model/index.js';
import { plan } from '../index.js';
import { apply, type Edit } from './edits.js';
import { expectedPlan, type Expected } from './expected_plan.js';
import { madeFrom, makerOf, originOf, type Provenance, type PlanQuestion, type Record } from './model.js';
import { record } from './record.js';
import { analyzeWorld, descriptorOf, refsOf, type World, type WorldConfig } from './world.js';

/** A world that changes, with the catalog's records of it, and the model's records of it. */
export class Story {
  readonly catalog: Catalog = memoryCatalog();
  /** The record of each existing ref. */
  readonly records = new Map<string, Record>();
  #world: World;
  #manifests = 0;

  constructor(world: World) {
    this.#world = world;
  }

  get world(): World {
    return this.#world;
  }

  edit(edit: Edit): void {
    this.#world = apply(edit, this.#world);
  }

  /** The refs that the world can make; if it can make none of them, its first ref. */
  known(refs: readonly string[]): PartitionRef[] {
    const all = refsOf(this.#world);
    const known = all.filter((ref) => refs.includes(ref));
    return known.length > 0 ? known : all.slice(0, 1);
  }

  /** The job graph of some refs in the current world. */
  analyzed(refs: readonly PartitionRef[]): Promise<JobGraph> {
    return analyzeWorld(this.#world, refs);
  }

  /** The plan that the tools make for the current job graph, and the plan that the model expects. */
  async ask(graph: JobGraph, question: Omit<PlanQuestion, 'refs'>): Promise<{ made: Plan; expected: Expected }> {
    const { validity, force, forceDownstream } = question;
    const request = { validity, force: force as PartitionRef[], forceDownstream: forceDownstream as PartitionRef[] };
    const made = await plan(graph, request, { catalog: this.catalog, jobs: descriptorOf(this.#world).jobs });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return {
      made: made.value,
      expected: expectedPlan({ ...question, refs: graph.outputs }, this.#world, this.records),
    };
  }

  /** Runs the first `tasks` tasks of a plan, as if the build failed after them. By default it runs all. */
  async build(made: Plan, tasks = made.tasks.length): Promise<void> {
    const manifests = await record(made.tasks.slice(0, tasks), this.catalog, (job) => made.jobs[job]?.run ?? '');
    this.#remember(manifests, true, (config) =>
      madeFrom(config, this.#world, (ref) => {
        const read = this.records.get(ref);
        if (read === undefined) throw new Error(`${ref} was read, but does not exist`);
        return read.origin;
      }),
    );
  }

  /** Adopts or blesses the tasks of some refs. */
  async adopt(refs: readonly PartitionRef[], origin: 'adopted' | 'blessed'): Promise<void> {
    const graph = await analyzeWorld(this.#world, refs);
    const tasks: Task[] = graph.tasks.filter(({ config }) => config.outputs.some((ref) => refs.includes(ref)));
    const nextId = (): string => `adopted${String(++this.#manifests)}`;
    const manifests = await adopt(tasks, {
      catalog: this.catalog,
      nextId,
      now: () => 0,
      host: 'h',
      buildId: 'b',
      jobs: graph.jobs,
      origin,
    });
    this.#remember(manifests, manifests[0]?.codeDigest !== undefined, (config) => originOf(config, this.#world));
  }

  async forget(refs: readonly PartitionRef[]): Promise<void> {
    await this.catalog.forget(refs);
    for (const ref of refs) this.records.delete(ref);
  }

  #remember(manifests: readonly Manifest[], codeKnown: boolean, origin: (config: WorldConfig) => Provenance): void {
    for (const { id, outputs, config } of manifests) {
      const [output = ''] = outputs;
      const made: Record = {
        manifest: id,
        origin: origin(makerOf(output, this.#world)),
        codeKnown,
        read: new Map(config.inputs.map(({ ref }) => [ref, this.records.get(ref)])),
      };
      for (const ref of outputs) this.records.set(ref, made);
    }
  }
}
