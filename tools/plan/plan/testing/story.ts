import { adopt, memoryCatalog, withData, type Catalog } from '../../../catalog/index.js';
import {
  inputsOfReason,
  materialized,
  unchangedManifest,
  type JobGraph,
  type Manifest,
  type PartitionRef,
  type Plan,
  type PlannedTask,
  type Task,
} from '../../../base/model/index.js';
import { plan, type PlanRequest } from '../index.js';
import { apply, type Edit } from './edits.js';
import { expectedPlan, type Expected } from './expected_plan.js';
import {
  madeFrom,
  makerOf,
  materialized as materializedBy,
  originOf,
  sameData,
  type Provenance,
  type PlanQuestion,
  type Record,
} from './model.js';
import { nextManifestId, record } from './record.js';
import { analyzeWorld, descriptorOf, refsOf, type Ways, type World, type WorldConfig, type WorldJob } from './world.js';

/** A world that changes, with the catalog's records of it, and the model's records of it. */
export class Story {
  readonly catalog: Catalog = memoryCatalog();
  /** The record of each existing ref. */
  readonly records = new Map<string, Record>();
  /** How many tasks did not run. */
  unchanged = 0;
  readonly #ways: Ways;
  #world: World;
  #manifests = 0;
  #runs = 0;

  constructor(world: World, ways: Ways = { speculates: false, workers: false }) {
    this.#world = world;
    this.#ways = ways;
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
    const { speculates, workers } = this.#ways;
    return analyzeWorld(this.#world, refs, { workers, recorded: speculates ? this.catalog : undefined });
  }

  /** The plan that the tools make for the current job graph, and the plan that the model expects. */
  async ask(graph: JobGraph, question: Omit<PlanQuestion, 'refs'>): Promise<{ made: Plan; expected: Expected }> {
    const request = question as PlanRequest;
    const made = await plan(graph, request, { catalog: this.catalog, jobs: descriptorOf(this.#world).jobs });
    if (!made.ok) throw new Error(JSON.stringify(made.error));
    return {
      made: made.value,
      expected: expectedPlan({ ...question, refs: graph.outputs }, this.#world, this.records),
    };
  }

  /**
   * Builds the first `tasks` tasks of a plan, as if the build failed after them. By default it builds all. Tasks whose
   * changed inputs have the same data as before do not run.
   */
  async build(made: Plan, tasks = made.tasks.length): Promise<void> {
    for (const task of made.tasks.slice(0, tasks)) {
      const kept = this.#unchanged(task);
      if (kept !== undefined) await this.#keep(task, kept);
      else {
        const digestOf = ({ job }: Task): string | undefined => this.#jobOf(job)?.digest;
        const manifests = await record([task], this.catalog, (job) => made.jobs[job]?.run ?? '', digestOf);
        this.#remember(manifests, true, (config) => this.#madeNow(config));
      }
    }
  }

  /** Whether what makes a ref has read the data that these of its inputs have now. */
  hasRead(ref: string, inputs: readonly string[]): boolean {
    const read = this.records.get(ref)?.read;
    return materializedBy(makerOf(ref, this.#world)).every(
      (input) => !inputs.includes(input) || sameData(read?.get(input), this.records.get(input)),
    );
  }

  /** The record of the outputs of a task that need not run. */
  #unchanged({ runsIf, reason, config }: PlannedTask): Record | undefined {
    if (runsIf === undefined) return undefined;
    const was = this.records.get(config.outputs[0] ?? '');
    return inputsOfReason(reason).every((ref) => sameData(was?.read.get(ref), this.records.get(ref))) ? was : undefined;
  }

  async #keep(task: PlannedTask, was: Record): Promise<void> {
    const manifest = (await this.catalog.manifests([was.manifest])).get(was.manifest);
    if (manifest === undefined) throw new Error(`no manifest ${was.manifest}`);
    const current = await withData(await this.catalog.current(materialized(task.config)), this.catalog);
    const details = { id: nextManifestId(), buildId: 'b', host: 'h', time: 0, plan: undefined, current };
    this.unchanged++;
    const kept = unchangedManifest(task, manifest, details);
    await this.catalog.record([kept]);
    const config = makerOf(task.config.outputs[0] ?? '', this.#world);
    const read = new Map(was.read);
    for (const ref of materialized(task.config)) read.set(ref, this.records.get(ref));
    const origin = { ...this.#madeNow(config), version: was.origin.version };
    const now: Record = { ...was, manifest: kept.id, origin, read };
    for (const ref of task.config.outputs) this.records.set(ref, now);
  }

  #madeNow(config: WorldConfig): Provenance {
    return madeFrom(config, this.#world, (ref) => {
      const read = this.records.get(ref);
      if (read === undefined) throw new Error(`${ref} was read, but does not exist`);
      return read.origin;
    });
  }

  #jobOf(label: string): WorldJob | undefined {
    return this.#world.jobs[label.slice('//test:'.length)];
  }

  /** Adopts or blesses the tasks of some refs. */
  async adopt(refs: readonly PartitionRef[], origin: 'adopted' | 'blessed'): Promise<void> {
    const graph = await this.analyzed(refs);
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
    for (const { id, job, outputs, config, origin: how } of manifests) {
      const [output = ''] = outputs;
      const made: Record = {
        run: ++this.#runs,
        digest: how === undefined ? this.#jobOf(job)?.digest : undefined,
        manifest: id,
        origin: origin(makerOf(output, this.#world)),
        codeKnown,
        read: new Map(config.inputs.map(({ ref }) => [ref, this.records.get(ref)])),
      };
      for (const ref of outputs) this.records.set(ref, made);
    }
  }
}
