import { isUtf8 } from 'node:buffer';
import { ENV_NAME, isRef, type DepType, type TaskConfig } from '../../base/model/index.js';
import type { Configs } from './configs.js';
import { NO_ENV } from './fill_in.js';
import { HASH_SEED, hashByte } from './ref_pool.js';

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

/** By byte: 1 if it may be within a string that is printable ASCII without escapes. One look is faster than comparisons. */
const IS_PLAIN = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= SPACE && byte <= LAST_PRINTABLE && byte !== QUOTE && byte !== BACKSLASH ? 1 : 0,
);

const NO_BYTES = Buffer.alloc(0);

/** Thrown where the bytes are not what is read here, and caught below. */
const OTHER = new Error('not an answer of the usual form');

/**
 * Reads the answer of `configure` from its bytes. It takes what programs usually print: valid configs without escapes, in
 * which no name is twice. That takes less time and memory than to parse the answer and to check it, because each ref is
 * found in the pool by its bytes, and no objects are made.
 *
 * @param run what a config runs that names no executable
 * @returns the numbers of the configs, which are what `parseJson` and the schema would return, with defaults filled in;
 *   undefined, and no configs, for anything else, which they read or explain
 */
export function readConfigs(bytes: Buffer, configs: Configs, run: string): number[] | undefined {
  if (!isUtf8(bytes)) return undefined;
  const { size } = configs;
  try {
    return new Reader(bytes, configs, run).configs();
  } catch (error) {
    configs.truncate(size);
    if (error === OTHER) return undefined;
    throw error;
  }
}

class Reader {
  readonly #bytes: Buffer;
  readonly #configs: Configs;
  readonly #run: string;
  #at = 0;
  // Most configs of an answer have the same executable and the same variables: one object for all of them.
  #executable: string;
  #env: TaskConfig['env'] = NO_ENV;
  /** What `#env` was read from. */
  #envBytes: Buffer = NO_BYTES;
  /** How often white space was taken. */
  #spaces = 0;

  constructor(bytes: Buffer, configs: Configs, run: string) {
    this.#bytes = bytes;
    this.#configs = configs;
    this.#run = run;
    this.#executable = run;
  }

  configs(): number[] {
    const configs: number[] = [];
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) {
      configs.push(this.#config());
    }
    if (this.#next() !== undefined) throw OTHER;
    return configs;
  }

  #config(): number {
    let hasOutputs = false;
    let hasInputs = false;
    let args: string | undefined;
    let env: TaskConfig['env'] | undefined;
    let executable: string | undefined;
    for (let more = this.#open(OPEN_OBJECT, CLOSE_OBJECT); more; more = this.#more(CLOSE_OBJECT)) {
      if (!hasOutputs && this.#takeName('outputs')) hasOutputs = this.#outputs();
      else if (!hasInputs && this.#takeName('inputs')) hasInputs = this.#inputs();
      else if (args === undefined && this.#takeName('args')) args = this.#args();
      else if (env === undefined && this.#takeName('env')) env = this.#takeEnv();
      else if (executable === undefined && this.#takeName('executable')) executable = this.#takeExecutable();
      else throw OTHER;
    }
    if (!hasOutputs || executable === '') throw OTHER;
    return this.#configs.end(args ?? '[]', executable ?? this.#run, env ?? NO_ENV);
  }

  /** @returns true; an empty list is not read here */
  #outputs(): true {
    if (!this.#open(OPEN_ARRAY, CLOSE_ARRAY)) throw OTHER;
    do this.#configs.addOutput(this.#ref());
    while (this.#more(CLOSE_ARRAY));
    return true;
  }

  #inputs(): true {
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) this.#input();
    return true;
  }

  /** Its fields are kept in their order, because plans show it; the usual order is read here. */
  #input(): void {
    if (!this.#open(OPEN_OBJECT, CLOSE_OBJECT) || !this.#takeName('depType')) throw OTHER;
    const depType = this.#depType();
    if (!this.#more(CLOSE_OBJECT) || !this.#takeName('ref')) throw OTHER;
    this.#configs.addInput(depType, this.#ref());
    if (this.#more(CLOSE_OBJECT)) throw OTHER;
  }

  #depType(): DepType {
    if (this.#takeText('materialize')) return 'materialize';
    if (this.#takeText('query')) return 'query';
    throw OTHER;
  }

  /** @returns a list of texts, as JSON without white space */
  #args(): string {
    this.#next();
    const start = this.#at;
    let isPrintable = true;
    const spaces = this.#spaces;
    for (let more = this.#open(OPEN_ARRAY, CLOSE_ARRAY); more; more = this.#more(CLOSE_ARRAY)) {
      if (!this.#skipText()) isPrintable = false;
    }
    const written = this.#slice(start, this.#at, isPrintable);
    return this.#spaces === spaces ? written : JSON.stringify(JSON.parse(written));
  }

  #takeEnv(): TaskConfig['env'] {
    this.#next();
    const start = this.#at;
    const end = start + this.#envBytes.length;
    if (end > start && this.#envBytes.equals(this.#bytes.subarray(start, end))) {
      this.#at = end;
      return this.#env;
    }
    if (!this.#open(OPEN_OBJECT, CLOSE_OBJECT)) return NO_ENV;
    this.#env = this.#variables();
    this.#envBytes = this.#bytes.subarray(start, this.#at);
    return this.#env;
  }

  #variables(): Record<string, string> {
    const env: Record<string, string> = {};
    do {
      const name = this.#text();
      if (!ENV_NAME.test(name) || name in env) throw OTHER;
      this.#take(COLON);
      env[name] = this.#text();
    } while (this.#more(CLOSE_OBJECT));
    return env;
  }

  #takeExecutable(): string {
    if (!this.#takeText(this.#executable)) this.#executable = this.#text();
    return this.#executable;
  }

  /** @returns the number of a ref */
  #ref(): number {
    const number = this.#pooled();
    if (number !== undefined) return number;
    const ref = this.#text();
    if (!isRef(ref)) throw OTHER;
    return this.#configs.refs.of(ref);
  }

  /** Takes a ref of the pool. @returns its number; takes nothing, and returns none, if it is not printable ASCII */
  #pooled(): number | undefined {
    this.#take(QUOTE);
    const bytes = this.#bytes;
    const start = this.#at;
    let hash = HASH_SEED;
    let end = start;
    let byte = bytes[end] ?? 0;
    for (; IS_PLAIN[byte] === 1; byte = bytes[++end] ?? 0) hash = hashByte(hash, byte);
    if (byte > LAST_PRINTABLE) {
      this.#at = start - 1;
      return undefined;
    }
    if (byte !== QUOTE) throw OTHER;
    this.#at = end + 1;
    const number = this.#configs.refs.take(bytes, start, end, hash);
    if (number === undefined) throw OTHER;
    return number;
  }

  #text(): string {
    this.#next();
    const start = this.#at + 1;
    const isPrintable = this.#skipText();
    return this.#slice(start, this.#at - 1, isPrintable);
  }

  /** Takes a string. @returns whether it is printable ASCII */
  #skipText(): boolean {
    this.#take(QUOTE);
    const bytes = this.#bytes;
    let isPrintable = true;
    let end = this.#at;
    for (let byte = bytes[end]; byte !== QUOTE; byte = bytes[++end]) {
      if (byte === undefined || byte < SPACE || byte === BACKSLASH) throw OTHER;
      if (byte > LAST_PRINTABLE) isPrintable = false;
    }
    this.#at = end + 1;
    return isPrintable;
  }

  /** Latin-1 is read faster. */
  #slice(start: number, end: number, isPrintable: boolean): string {
    return this.#bytes.toString(isPrintable ? 'latin1' : 'utf8', start, end);
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

  /** Takes white space. @returns the next byte; undefined at the end */
  #next(): number | undefined {
    const byte = this.#bytes[this.#at];
    return byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB ? this.#behindSpace() : byte;
  }

  #behindSpace(): number | undefined {
    this.#spaces++;
    const bytes = this.#bytes;
    let byte = bytes[++this.#at];
    while (byte === SPACE || byte === LINE_FEED || byte === RETURN || byte === TAB) byte = bytes[++this.#at];
    return byte;
  }
}
