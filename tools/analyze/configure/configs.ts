import { isDeepStrictEqual } from 'node:util';
import type { DataDep, DepType, PartitionRef, TaskConfig } from '../../base/model/index.js';
import { RefPool } from './ref_pool.js';

/** What most configs of a job have in common. */
type Setting = Pick<TaskConfig, 'executable' | 'env'>;

/** Added to twice the number of a ref that is a query input. */
const QUERY = 1;

/**
 * The configs that were answered, as columns. A config is a number, from 0 in the order of the answers, and its refs are
 * numbers of the pool. Most configs are needed only for their keys and inputs, so their objects are made when they are
 * asked for: those of a large graph would take more time and memory than all else.
 */
export class Configs {
  readonly refs = new RefPool();
  readonly #outputs: number[] = [];
  /** Twice the number of the ref of each input, plus `QUERY`. */
  readonly #inputs: number[] = [];
  // By config.
  readonly #outputEnds: number[] = [];
  readonly #inputEnds: number[] = [];
  readonly #args: string[] = [];
  readonly #settings: Setting[] = [];
  /** Inputs whose fields are not in the usual order. It is kept, because plans show it. */
  readonly #unusualInputs = new Map<number, readonly DataDep[]>();

  get size(): number {
    return this.#settings.length;
  }

  /** Adds an output to the config that `end` will add. */
  addOutput(ref: number): void {
    this.#outputs.push(ref);
  }

  /** Adds an input to the config that `end` will add. */
  addInput(depType: DepType, ref: number): void {
    this.#inputs.push(2 * ref + (depType === 'query' ? QUERY : 0));
  }

  /**
   * Adds a config with the outputs, each of which counts once, and the inputs that were added since the last one.
   *
   * @param args as JSON without white space
   * @returns its number
   */
  end(args: string, executable: string, env: TaskConfig['env']): number {
    const number = this.size;
    const begin = this.outputsBegin(number);
    if (this.#outputs.length > begin + 1) {
      for (const ref of new Set(this.#outputs.splice(begin))) this.#outputs.push(ref);
    }
    this.#outputEnds.push(this.#outputs.length);
    this.#inputEnds.push(this.#inputs.length);
    this.#args.push(args);
    const last = this.#settings.at(-1);
    const isSame = last !== undefined && last.executable === executable && last.env === env;
    this.#settings.push(isSame ? last : { executable, env });
    return number;
  }

  add({ outputs, inputs, args, env, executable }: TaskConfig): number {
    for (const ref of outputs) this.addOutput(this.refs.of(ref));
    for (const { depType, ref } of inputs) this.addInput(depType, this.refs.of(ref));
    if (!inputs.every(isUsual)) this.#unusualInputs.set(this.size, inputs);
    return this.end(JSON.stringify(args), executable, env);
  }

  /** Removes the configs from number `size` on, and what was added for the next one. Refs keep their numbers. */
  truncate(size: number): void {
    for (const number of this.#unusualInputs.keys()) if (number >= size) this.#unusualInputs.delete(number);
    this.#outputs.length = this.outputsBegin(size);
    this.#inputs.length = this.inputsBegin(size);
    for (const column of [this.#outputEnds, this.#inputEnds, this.#args, this.#settings]) column.length = size;
  }

  /** The place of the first output of a config. Those of the next config follow its own. */
  outputsBegin(config: number): number {
    return config === 0 ? 0 : (this.#outputEnds[config - 1] ?? 0);
  }

  outputsEnd(config: number): number {
    return this.#outputEnds[config] ?? 0;
  }

  /** The number of the ref of an output. */
  output(place: number): number {
    return this.#outputs[place] ?? -1;
  }

  inputsBegin(config: number): number {
    return config === 0 ? 0 : (this.#inputEnds[config - 1] ?? 0);
  }

  inputsEnd(config: number): number {
    return this.#inputEnds[config] ?? 0;
  }

  /** The number of the ref of an input. */
  input(place: number): number {
    return (this.#inputs[place] ?? -2) >> 1;
  }

  isQuery(place: number): boolean {
    return ((this.#inputs[place] ?? 0) & QUERY) !== 0;
  }

  outputsOf(config: number): PartitionRef[] {
    const begin = this.outputsBegin(config);
    // Of this length from the start: an array that grows has room for more, and there may be millions.
    const outputs = new Array<PartitionRef>(this.outputsEnd(config) - begin);
    for (let index = 0; index < outputs.length; index++) outputs[index] = this.refs.ref(this.output(begin + index));
    return outputs;
  }

  argsOf(config: number): string[] {
    return JSON.parse(this.argsText(config)) as string[];
  }

  /** The arguments of a config, as JSON without white space. */
  argsText(config: number): string {
    return this.#args[config] ?? '[]';
  }

  settingOf(config: number): Setting {
    const setting = this.#settings[config];
    if (setting === undefined) throw new RangeError(`no config ${String(config)} of ${String(this.size)}`);
    return setting;
  }

  /** Whether two configs say the same. */
  areEqual(one: number, other: number): boolean {
    if (one === other) return true;
    const [own, its] = [this.settingOf(one), this.settingOf(other)];
    return (
      this.argsText(one) === this.argsText(other) &&
      own.executable === its.executable &&
      (own.env === its.env || isDeepStrictEqual(own.env, its.env)) &&
      isSameRange(
        this.#outputs,
        this.outputsBegin(one),
        this.outputsEnd(one),
        this.outputsBegin(other),
        this.outputsEnd(other),
      ) &&
      isSameRange(
        this.#inputs,
        this.inputsBegin(one),
        this.inputsEnd(one),
        this.inputsBegin(other),
        this.inputsEnd(other),
      )
    );
  }

  /** The config as an object of its own. */
  config(number: number): TaskConfig {
    const { env, executable } = this.settingOf(number);
    const outputs = this.outputsOf(number);
    return { outputs, inputs: this.#inputsOf(number), args: this.argsOf(number), env, executable };
  }

  #inputsOf(config: number): DataDep[] {
    const unusual = this.#unusualInputs.get(config);
    if (unusual !== undefined) return [...unusual];
    const begin = this.inputsBegin(config);
    const inputs = new Array<DataDep>(this.inputsEnd(config) - begin);
    for (let index = 0; index < inputs.length; index++) {
      const ref = this.input(begin + index);
      const isQuery = this.isQuery(begin + index);
      inputs[index] = isQuery ? { depType: 'query', ref: this.refs.ref(ref) } : this.refs.materialize(ref);
    }
    return inputs;
  }
}

/** Whether two ranges of a column have the same items. */
function isSameRange(
  column: readonly number[],
  begin: number,
  end: number,
  otherBegin: number,
  otherEnd: number,
): boolean {
  if (end - begin !== otherEnd - otherBegin) return false;
  for (let place = begin; place < end; place++) if (column[place] !== column[otherBegin + place - begin]) return false;
  return true;
}

function isUsual(input: DataDep): boolean {
  for (const name in input) return name === 'depType';
  return false;
}
