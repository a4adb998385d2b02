import { adopt, memoryCatalog, type Catalog } from '../../../catalog/index.js';
import type { JobGraph, Manifest, PartitionRef, Plan, Task } from '../../../base/model/index.js';
import { plan } from '../index.js';
import { apply, type Edit } from './edits.js';
import { expectedPlan, type Expected } from './expected_plan.js';
import { madeFrom, makerOf, originOf, type Origin, type Question, type Record } from './model.js';
import { record } from './record.js';
import { analyzeWorld, descriptorOf, refsOf, type World, type WorldConfig } from './world.js';

/** A world that changes, what the catalog recorded of it, and what the model remembers of it. */
export class Story {
  readonly catalog: Catalog = memoryCatalog();
  /** Of each ref that is there. */
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

  /** Those of some refs that can be asked for, in this order; where there is none, the first that can. */
  known(refs: readonly string[]): PartitionRef[] {
    const all = refsOf(this.#world);
    const known = all.filter((ref) => refs.includes(ref));
    return known.length > 0 ? known : all.slice(0, 1);
  }

  /** The job graph of some refs, as the world is now. */
  analyzed(refs: readonly PartitionRef[]): Promise<JobGraph> {
    return analyzeWorld(this.#world, refs);
  }

  /** Both answers to a question about the current job graph: of the tools, and of the model. */
  async ask(graph: JobGraph, question: Omit<Question, 'refs'>): Promise<{ made: Plan; expected: Expected }> {
    const { validity, force, forceDownstream } = question;
    const request = { validity, force: force as PartitionRef[], forceDownstream: forceDownstream as PartitionRef[] };
    const made = await plan(graph, request, { catalog: this.catalog, jobs: descriptorOf(this.#world).jobs });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return {
      made: made.value,
      expected: expectedPlan({ ...question, refs: graph.outputs }, this.#world, this.records),
    };
  }

  /** Runs the first tasks of a plan: all of them, or as many as there are before something goes wrong. */
  async build(made: Plan, tasks = made.tasks.length): Promise<void> {
    const manifests = await record(made.tasks.slice(0, tasks), this.catalog, (job) => made.jobs[job]?.run ?? '');
    this.#remember(manifests, true, (config) =>
      madeFrom(config, this.#world, (ref) => {
        const read = this.records.get(ref);
        if (read === undefined) throw new Error(`${ref} was read and is not there`);
        return read.origin;
      }),
    );
  }

  /** Takes in what was made elsewhere, or what is there as it is. */
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

  #remember(manifests: readonly Manifest[], codeKnown: boolean, origin: (config: WorldConfig) => Origin): void {
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
