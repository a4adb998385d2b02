import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { Program, TestGraph } from './test_graph.js';

/** What a call was answered. */
export interface Answered {
  readonly status: number;
  readonly json: unknown;
}

/** A service of a graph that is killed and started again, always with the same state directory. */
export class MortalService {
  readonly #graph: TestGraph;
  readonly #args: readonly string[];
  readonly #env: Readonly<Record<string, string>>;
  #url = Promise.withResolvers<string>();
  #program: Program | undefined;
  #listens = false;
  /** What all of its processes wrote to standard error. */
  log = '';

  /** @param args besides the port, which is another one each time */
  constructor(graph: TestGraph, args: readonly string[] = ['--state-dir', 's'], env = {}) {
    this.#graph = graph;
    this.#args = args;
    this.#env = env;
  }

  /** Starts it. @returns the time in milliseconds after which it can be called */
  async start(): Promise<number> {
    const begin = performance.now();
    this.begin();
    await this.#url.promise;
    return performance.now() - begin;
  }

  /** Starts it, and does not wait until it can be called. */
  begin(): void {
    const program = this.#graph.start('serve', [...this.#args, '--port', '0'], this.#env);
    this.#program = program;
    const { resolve, reject } = this.#url;
    program.stderr.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    program.stdout.once('data', (chunk: Buffer) => {
      if (program !== this.#program) return;
      this.#listens = true;
      resolve(chunk.toString().trim());
    });
    program.once('exit', (code) => {
      if (program === this.#program)
        reject(new Error(`the service ended with exit code ${String(code)}:\n${this.log}`));
    });
  }

  /** Kills it. Calls fail or wait until it is started again. */
  async kill(): Promise<void> {
    const program = this.#program;
    if (program === undefined) return;
    this.#program = undefined;
    // Who waits for one that was killed before it listened gets the address of the next one.
    if (this.#listens) this.#url = Promise.withResolvers();
    this.#listens = false;
    const ended = once(program, 'exit');
    program.kill('SIGKILL');
    await ended;
  }

  /** Makes one call, which waits until the service can be called. @throws if it is killed before it answers */
  async call(path: string, init: RequestInit = {}): Promise<Answered> {
    const url = await this.#url.promise;
    const response = await fetch(`${url}/api/v1${path}`, init);
    return { status: response.status, json: await response.json() };
  }

  /** Makes a call again and again, until the service lives long enough to answer. */
  async callUntilAnswered(path: string, init: RequestInit = {}): Promise<Answered> {
    for (;;) {
      try {
        const answered = await this.call(path, init);
        if (answered.status < 500) return answered;
      } catch (error) {
        if (!isUnanswered(error)) throw error;
      }
      await delay(10);
    }
  }

  /** All items of a list. */
  async list<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    for (let after: string | null | undefined; after !== null;) {
      const from = after === undefined ? '' : `&after=${encodeURIComponent(after)}`;
      const { json } = await this.callUntilAnswered(`${path}?limit=1000${from}`);
      const page = json as { readonly items: readonly Item[]; readonly next?: string | null };
      items.push(...page.items);
      after = page.next ?? null;
    }
    return items;
  }
}

/** Whether a call ended without an answer. The error of `fetch` is not one of the realm that jest makes. */
export function isUnanswered(error: unknown): boolean {
  return error instanceof Error ? error.name === 'TypeError' : String(error).startsWith('TypeError: ');
}
