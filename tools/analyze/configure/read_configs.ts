import { isUtf8 } from 'node:buffer';
import {
  ENV_NAME,
  isRef,
  type DataDep,
  type DepType,
  type PartitionRef,
  type TaskConfig,
} from '../../base/model/index.js';
import { NO_ENV } from './fill_in.js';
import { HASH_SEED, hashByte, type RefPool } from './ref_pool.js';

const TAB = 0x09;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const LAST_PRINTABLE = 0x7e;

/** Thrown where the bytes are not what is read here, and caught below. */
const OTHER = new Error('not an answer of the usual form');

/**
 * Reads the answer of `configure` from its bytes. It takes what programs usually print: valid configs without escapes, in
 * which no name is twice. That takes less time and memory than to parse the answer and to check it, because each ref is
 * found in the pool by its bytes.
 *
 * @param run what a config runs that names no executable
 * @returns what `parseJson` and the schema would return, with defaults filled in; undefined for anything else, which they read or explain
 */
export function readConfigs(bytes: Buffer, pool: RefPool, run: string): TaskConfig[] | undefined {
  if (!isUtf8(bytes)) return undefined;
  try {
    return new Reader(bytes, pool, run).configs();
  } catch (error) {
    if (error === OTHER) return undefined;
    throw error;
  }
}

class Reader {
  readonly #bytes: Buffer;
  readonly #pool: RefPool;
  readonly #run: string;
  /** Most configs of an answer have the same executable: one string for all of them. */
  #executable: string;
  #at = 0;
  // Items of the list that is read. A copy of them has no room to grow: most have an item or two, and there are millions.
  readonly #refItems: PartitionRef[] = [];
  readonly #inputItems: DataDep[] = [];
  readonly #textItems: string[] = [];

  constructor(bytes: Buffer, pool: RefPool, run: string) {
    this.#bytes = bytes;
    this.#pool = pool;
    this.#run = run;
    this.#executable = run;
  }

  configs(): TaskConfig[] {
    const configs: TaskConfig[] = [];
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) {
      configs.push(this.#config());
    }
    if (this.#next() !== undefined) throw OTHER;
    return configs;
  }

  #config(): TaskConfig {
    let outputs: PartitionRef[] | undefined;
    let inputs: DataDep[] | undefined;
    let args: string[] | undefined;
    let env: Record<string, string> | undefined;
    let executable: string | undefined;
    for (let more = this.#open(OPEN_OBJECT, CLOSE_OBJECT); more; more = this.#more(CLOSE_OBJECT)) {
      if (outputs === undefined && this.#takeName('outputs')) outputs = this.#refs();
      else if (inputs === undefined && this.#takeName('inputs')) inputs = this.#inputs();
      else if (args === undefined && this.#takeName('args')) args = this.#texts();
      else if (env === undefined && this.#takeName('env')) env = this.#env();
      else if (executable === undefined && this.#takeName('executable')) executable = this.#takeExecutable();
      else throw OTHER;
    }
    if (outputs === undefined || outputs.length === 0 || executable === '') throw OTHER;
    return { outputs, inputs: inputs ?? [], args: args ?? [], env: env ?? NO_ENV, executable: executable ?? this.#run };
  }

  #refs(): PartitionRef[] {
    let count = 0;
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) {
      this.#refItems[count++] = this.#ref();
    }
    return this.#refItems.slice(0, count);
  }

  #inputs(): DataDep[] {
    let count = 0;
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) {
      this.#inputItems[count++] = this.#input();
    }
    return this.#inputItems.slice(0, count);
  }

  /** Its fields are kept in their order, because plans show it; the usual order is read here. */
  #input(): DataDep {
    if (!this.#open(OPEN_OBJECT, CLOSE_OBJECT) || !this.#takeName('depType')) throw OTHER;
    const depType = this.#depType();
    if (!this.#more(CLOSE_OBJECT) || !this.#takeName('ref')) throw OTHER;
    const number = depType === 'materialize' ? this.#pooled() : undefined;
    const input = number === undefined ? { depType, ref: this.#ref() } : this.#pool.materialize(number);
    if (this.#more(CLOSE_OBJECT)) throw OTHER;
    return input;
  }

  #depType(): DepType {
    if (this.#takeText('materialize')) return 'materialize';
    if (this.#takeText('query')) return 'query';
    throw OTHER;
  }

  #texts(): string[] {
    let count = 0;
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) {
      this.#textItems[count++] = this.#text();
    }
    return this.#textItems.slice(0, count);
  }

  #env(): Record<string, string> {
    let more = this.#open(OPEN_OBJECT, CLOSE_OBJECT);
    if (!more) return NO_ENV;
    const env: Record<string, string> = {};
    for (; more; more = this.#more(CLOSE_OBJECT)) {
      const name = this.#text();
      if (!ENV_NAME.test(name) || name in env) throw OTHER;
      this.#take(COLON);
      env[name] = this.#text();
    }
    return env;
  }

  #takeExecutable(): string {
    if (!this.#takeText(this.#executable)) this.#executable = this.#text();
    return this.#executable;
  }

  #ref(): PartitionRef {
    const number = this.#pooled();
    if (number !== undefined) return this.#pool.ref(number);
    const ref = this.#text();
    if (!isRef(ref)) throw OTHER;
    return ref;
  }

  /** Takes a ref of the pool. @returns its number; takes nothing, and returns none, if it is not printable ASCII */
  #pooled(): number | undefined {
    this.#take(QUOTE);
    const bytes = this.#bytes;
    const start = this.#at;
    let hash = HASH_SEED;
    let end = start;
    for (let byte = bytes[end]; byte !== QUOTE; byte = bytes[++end]) {
      if (byte === undefined || byte < SPACE || byte === BACKSLASH) throw OTHER;
      if (byte > LAST_PRINTABLE) {
        this.#at = start - 1;
        return undefined;
      }
      hash = hashByte(hash, byte);
    }
    this.#at = end + 1;
    const number = this.#pool.take(bytes, start, end, hash);
    if (number === undefined) throw OTHER;
    return number;
  }

  #text(): string {
    this.#take(QUOTE);
    const bytes = this.#bytes;
    const start = this.#at;
    let isPrintable = true;
    let end = start;
    for (let byte = bytes[end]; byte !== QUOTE; byte = bytes[++end]) {
      if (byte === undefined || byte < SPACE || byte === BACKSLASH) throw OTHER;
      if (byte > LAST_PRINTABLE) isPrintable = false;
    }
    this.#at = end + 1;
    return isPrintable ? bytes.toString('latin1', start, end) : bytes.toString('utf8', start, end);
  }

  /** Takes a name of an object, with the colon behind it, if it is this one. */
  #takeName(name: string): boolean {
    if (!this.#takeText(name)) return false;
    this.#take(COLON);
    return true;
  }

  /** Takes a string if it is this one, which is ASCII. */
  #takeText(text: string): boolean {
    if (this.#next() !== QUOTE) return false;
    const bytes = this.#bytes;
    let at = this.#at + 1;
    for (let index = 0; index < text.length; index++) if (bytes[at++] !== text.charCodeAt(index)) return false;
    if (bytes[at] !== QUOTE) return false;
    this.#at = at + 1;
    return true;
  }

  /** Takes the beginning of an array or object. @returns whether it has an item */
  #open(open: number, close: number): boolean {
    this.#take(open);
    if (this.#next() !== close) return true;
    this.#at++;
    return false;
  }

  /** Takes what follows an item. @returns whether that is another item */
  #more(close: number): boolean {
    const byte = this.#next();
    if (byte !== COMMA && byte !== close) throw OTHER;
    this.#at++;
    return byte === COMMA;
  }

  #take(byte: number): void {
    if (this.#next() !== byte) throw OTHER;
    this.#at++;
  }

  /** The next byte that is not white space; undefined at the end. */
  #next(): number | undefined {
    const bytes = this.#bytes;
    let byte = bytes[this.#at];
    while (byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB) byte = bytes[++this.#at];
    return byte;
  }
}
