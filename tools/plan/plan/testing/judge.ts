import { isDeepStrictEqual } from 'node:util';
import type { PartitionRef, Reason, Validity } from '../../../base/model/index.js';
import {
  madeFrom,
  majorOf,
  makerOf,
  materialized,
  sameContent,
  sameData,
  sameSet,
  sameVersion,
  type Provenance,
  type PlanQuestion,
  type Record,
} from './model.js';
import type { World, WorldConfig } from './world.js';

export type MaySame = (before: Record, maker: WorldConfig) => boolean;

/** Decides whether configs are valid by comparing what their partitions were made from. */
export class Judge {
  readonly #question: PlanQuestion;
  readonly #world: World;
  readonly #records: ReadonlyMap<string, Record>;
  /** A cache of what each config would be made from. */
  readonly #expected = new Map<WorldConfig, Provenance>();

  constructor(question: PlanQuestion, world: World, records: ReadonlyMap<string, Record>) {
    this.#question = question;
    this.#world = world;
    this.#records = records;
  }

  /** Whether a config runs in any case. */
  isNamed(config: WorldConfig): boolean {
    return this.#isRefreshed(config) || this.#isForced(config);
  }

  /** Whether a config is in the plan although it is valid: it is named, or may read other data. */
  isRepeated(config: WorldConfig): boolean {
    return this.isNamed(config) || (this.#refreshedInputs(config).length > 0 && !this.#stays(config));
  }

  #isRefreshed({ outputs }: WorldConfig): boolean {
    return this.#question.refresh.some((ref) => outputs.includes(ref));
  }

  /** The inputs that may get other data: what a refreshed config makes, and what is made from that. */
  #refreshedInputs(config: WorldConfig): string[] {
    return materialized(config).filter((ref) => {
      const maker = makerOf(ref, this.#world);
      if (this.#isRefreshed(maker)) return true;
      return this.#refreshedInputs(maker).length > 0 && (this.isNamed(maker) || !this.#stays(maker));
    });
  }

  /** Whether a config stays as it is, whatever happens to its inputs. */
  #stays(config: WorldConfig): boolean {
    return this.#validityOf(config) === 'presence' && this.isValid(config);
  }

  #isForced(config: WorldConfig): boolean {
    const { force, forceDownstream } = this.#question;
    const isDownstream = (each: WorldConfig): boolean =>
      forceDownstream.some((ref) => each.outputs.includes(ref)) ||
      materialized(each).some((ref) => isDownstream(makerOf(ref, this.#world)));
    return force.some((ref) => config.outputs.includes(ref)) || isDownstream(config);
  }

  /** Whether all outputs of a config exist and were made from what they would be made from now. */
  isValid(config: WorldConfig): boolean {
    return config.outputs.every((ref) => {
      const record = this.#records.get(ref);
      return record !== undefined && this.#proves(record, config);
    });
  }

  /** Why a config must run. */
  reasonOf(config: WorldConfig): Reason {
    if (this.#isRefreshed(config)) return { kind: 'refreshed' };
    if (this.#isForced(config)) return { kind: 'forced' };
    const missing = config.outputs.filter((ref) => !this.#records.has(ref));
    if (missing.length > 0) return { kind: 'missing', refs: missing as Extract<Reason, { kind: 'missing' }>['refs'] };
    const stale = config.outputs
      .flatMap((ref) => this.#records.get(ref) ?? [])
      .find((each) => !this.#proves(each, config));
    const refreshed = this.#refreshedInputs(config);
    if (stale === undefined) return { kind: 'input-refreshed', refs: refreshed.sort() as PartitionRef[] };
    const cause = this.#cause(config, stale);
    if (cause.kind !== 'input-changed') return cause;
    return { kind: 'input-changed', refs: [...new Set([...cause.refs, ...refreshed])].sort() as PartitionRef[] };
  }

  /**
   * Whether nothing but inputs changed since the outputs of a config were made, and each of these may turn out to have
   * the same data.
   *
   * @param maySame whether an input that a config of the plan makes may have the data of this record
   */
  mayStay(config: WorldConfig, isMade: (maker: WorldConfig) => boolean, maySame: MaySame): boolean {
    const reason = this.reasonOf(config);
    const [was, ...others] = new Set(config.outputs.map((ref) => this.#records.get(ref)));
    if (!('refs' in reason) || reason.kind === 'missing' || was === undefined || others.length > 0) return false;
    const reads = materialized(config);
    if (!sameSet(reads, materialized(was.origin.config))) return false;
    const then = madeFrom(config, this.#world, (ref) => was.read.get(ref)?.origin ?? was.origin);
    if (!sameVersion(then, was.origin) || !sameContent(then, was.origin)) return false;
    return reads.every((ref) => {
      const before = was.read.get(ref);
      const now = this.#inputOf(ref);
      const isChanged = (reason.refs as string[]).includes(ref);
      if (before === undefined) return false;
      if (!isChanged) return sameVersion(before.origin, now) && sameContent(before.origin, now);
      const maker = makerOf(ref, this.#world);
      return isMade(maker) ? maySame(before, maker) : sameData(before, this.#records.get(ref));
    });
  }

  #validityOf({ job }: WorldConfig): Validity | undefined {
    return this.#question.validity ?? this.#world.jobs[job]?.validity;
  }

  #proves({ origin }: Record, config: WorldConfig): boolean {
    const validity = this.#validityOf(config);
    if (validity === 'presence') return true;
    const is = this.#expectedOf(config);
    return sameVersion(is, origin) && (validity === 'version' || sameContent(is, origin));
  }

  #expectedOf(config: WorldConfig): Provenance {
    const found = this.#expected.get(config) ?? madeFrom(config, this.#world, (ref) => this.#inputOf(ref));
    this.#expected.set(config, found);
    return found;
  }

  /** What an input is made from when it is read. If it does not run, that is what it was made from before. */
  #inputOf(ref: string): Provenance {
    const maker = makerOf(ref, this.#world);
    const record = this.#records.get(ref);
    return record !== undefined && this.isValid(maker) && !this.isRepeated(maker)
      ? record.origin
      : this.#expectedOf(maker);
  }

  /** The nearest cause of the differences from a record. */
  #cause(config: WorldConfig, { origin: was, codeKnown, read }: Record): Reason {
    const is = this.#expectedOf(config);
    const content = this.#validityOf(config) === 'content';
    if (was.job !== is.job) return { kind: 'content-changed', fields: ['job'] };
    if (majorOf(was.version) !== majorOf(is.version)) {
      return { kind: 'job-major-changed', from: was.version, to: is.version };
    }
    const fields = changedFields(was, is, codeKnown);
    if (content && fields.length > 0) return { kind: 'content-changed', fields };

    const before = materialized(was.config);
    const now = materialized(config);
    const moved = now.filter((ref) => {
      const then = read.get(ref)?.origin;
      const input = this.#inputOf(ref);
      return then === undefined || !sameVersion(then, input) || (content && !sameContent(then, input));
    });
    const gone = before.filter((ref) => !now.includes(ref));
    const refs = [...new Set([...moved, ...gone, ...now.filter((ref) => !before.includes(ref))])].sort();
    if (refs.length > 0) {
      return { kind: 'input-changed', refs: refs as Extract<Reason, { kind: 'input-changed' }>['refs'] };
    }
    if (fields.includes('outputs')) return { kind: 'content-changed', fields: ['outputs'] };
    if (content && !codeKnown) return { kind: 'content-changed', fields: ['code'] };
    return { kind: 'content-changed', fields: [content ? 'contentKey' : 'versionKey'] };
  }
}

/** Changed fields of the task itself that are part of its content. */
function changedFields(was: Provenance, is: Provenance, codeKnown: boolean): string[] {
  const names = new Set([...Object.keys(was.config.env), ...Object.keys(is.config.env)]);
  const fields: [string, boolean][] = [
    ['args', !isDeepStrictEqual(was.config.args, is.config.args)],
    ['code', codeKnown && was.code !== is.code],
    ['executable', was.config.executable !== is.config.executable],
    ['outputs', !sameSet(was.config.outputs, is.config.outputs)],
    ...[...names].map((name): [string, boolean] => [`env.${name}`, was.config.env[name] !== is.config.env[name]]),
  ];
  return fields.flatMap(([field, differs]) => (differs ? [field] : [])).sort();
}
