import type { IncomingMessage } from 'node:http';
import { StringDecoder } from 'node:string_decoder';
import { err, isObject, ok, type Result } from '../../base/model/index.js';
import type { EngineFailure } from '../engine.js';
import type { ApiFailure } from './api_failure.js';
import type { ApiServer } from './api_server.js';

/** An object of the API, as far as every kind has it. */
export interface ApiObject {
  readonly metadata: { readonly name: string; readonly resourceVersion?: string };
}

export interface MirrorOptions<Kept> {
  readonly api: ApiServer;
  /** Path of the collection. */
  readonly path: string;
  /** The labels of the objects to keep. */
  readonly selector: string;
  /** What is kept of an object: a list may have many thousands. */
  readonly keep: (object: ApiObject) => Kept;
  /** The clock of durations, in milliseconds. */
  readonly elapsed: () => number;
}

/** How many objects one answer lists. */
const PAGE = '2000';

/** The server ends a watch after this time, and the next one goes on from there. */
const WATCH_SECONDS = '300';

/** It sends a bookmark about every minute. If nothing arrives for longer, the connection is probably dead. */
const IDLE_MS = 150_000;

/** The pause after a watch that broke before its first event; twice as long after each further one. */
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 30_000;

const GONE = 410;

/**
 * The objects of a collection, as the API server has them: listed once, and followed by a watch from then on. A watch that
 * breaks is opened again where it was, or, if the server does not remember that, after another list.
 */
export class Mirror<Kept> {
  readonly #options: MirrorOptions<Kept>;
  #items = new Map<string, Kept>();
  /** What was created here, by the number of lists that had begun then, until the server is seen to have it. */
  readonly #created = new Map<string, number>();
  /** What the watch has seen deleted. */
  readonly #deleted = new Set<string>();
  #lists = 0;
  /** Where to watch from; undefined if it has to be listed before. */
  #version: string | undefined;
  #stream: IncomingMessage | undefined;
  #fruitless = 0;
  #pausedUntil = -Infinity;

  constructor(options: MirrorOptions<Kept>) {
    this.#options = options;
  }

  /** By name. They are as old as the last events that have arrived. */
  get items(): ReadonlyMap<string, Kept> {
    return this.#items;
  }

  /** Sees to it that changes arrive. Costs no request while the watch is open. */
  async refresh(): Promise<Result<undefined, EngineFailure>> {
    if (this.#stream !== undefined || this.#options.elapsed() < this.#pausedUntil) return ok(undefined);
    let watched = await this.#listAndWatch();
    // The server has forgotten the version between the two.
    if (!watched.ok && watched.error.status === GONE) watched = await this.#listAndWatch();
    return watched.ok ? watched : err(watched.error.failure);
  }

  /** Adds what was just created, so that it is known before the watch has it. */
  add(object: ApiObject): void {
    const { name } = object.metadata;
    if (this.#items.has(name) || this.#deleted.has(name)) return;
    this.#items.set(name, this.#options.keep(object));
    this.#created.set(name, this.#lists);
  }

  close(): void {
    this.#stream?.destroy();
  }

  async #listAndWatch(): Promise<Result<undefined, ApiFailure>> {
    if (this.#version === undefined) {
      const listed = await this.#list();
      if (!listed.ok) return listed;
    }
    const watched = await this.#watch();
    if (!watched.ok && watched.error.status === GONE) this.#version = undefined;
    return watched;
  }

  async #list(): Promise<Result<undefined, ApiFailure>> {
    const number = ++this.#lists;
    const { api, path, selector, keep } = this.#options;
    const listed = new Map<string, Kept>();
    let version: string | undefined;
    let next = '';
    do {
      const query = { labelSelector: selector, limit: PAGE, ...(next !== '' && { continue: next }) };
      const answer = await api.call({ method: 'GET', path, query });
      if (!answer.ok) return answer;
      const page = answer.value as ApiList;
      for (const object of page.items) listed.set(object.metadata.name, keep(object));
      version = page.metadata.resourceVersion;
      next = page.metadata.continue ?? '';
    } while (next !== '');
    for (const [name, begun] of this.#created) {
      const item = this.#items.get(name);
      // A list that began before says nothing about it.
      if (begun >= number && item !== undefined && !listed.has(name)) listed.set(name, item);
      else this.#created.delete(name);
    }
    this.#items = listed;
    this.#version = version;
    return ok(undefined);
  }

  async #watch(): Promise<Result<undefined, ApiFailure>> {
    const { api, path, selector } = this.#options;
    const query = {
      watch: 'true',
      labelSelector: selector,
      resourceVersion: this.#version ?? '',
      allowWatchBookmarks: 'true',
      timeoutSeconds: WATCH_SECONDS,
    };
    const opened = await api.open({ method: 'GET', path, query }, IDLE_MS);
    if (!opened.ok) return opened;
    this.#stream = opened.value;
    void this.#follow(opened.value);
    return ok(undefined);
  }

  /** Reads events until the watch ends, for whatever reason. */
  async #follow(stream: IncomingMessage): Promise<void> {
    const decoder = new StringDecoder('utf8');
    let isFruitful = false;
    let rest = '';
    try {
      for await (const chunk of stream) {
        const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) if (line !== '') this.#take(JSON.parse(line) as WatchEvent);
        isFruitful ||= lines.length > 0;
      }
      isFruitful = true;
    } catch {
      // It broke, or what is between us and the server has written something else.
    }
    stream.destroy();
    this.#stream = undefined;
    this.#fruitless = isFruitful ? 0 : this.#fruitless + 1;
    if (isFruitful) return;
    // If watches never work, lists have to do.
    this.#version = undefined;
    const pause = Math.min(MAX_PAUSE_MS, FIRST_PAUSE_MS * 2 ** (this.#fruitless - 1));
    this.#pausedUntil = this.#options.elapsed() + pause;
  }

  #take({ type, object }: WatchEvent): void {
    if (type === 'ERROR') {
      // Most often: the server does not remember the version any more.
      this.#version = undefined;
      return;
    }
    if (!isObject(object) || !isObject(object['metadata'])) return;
    const { metadata } = object as unknown as ApiObject;
    const { name } = metadata;
    if (type === 'ADDED' || type === 'MODIFIED') {
      this.#items.set(name, this.#options.keep(object as unknown as ApiObject));
      this.#created.delete(name);
    } else if (type === 'DELETED') {
      this.#items.delete(name);
      this.#created.delete(name);
      this.#deleted.add(name);
    }
    this.#version = metadata.resourceVersion ?? this.#version;
  }
}

interface ApiList {
  readonly metadata: { readonly resourceVersion?: string; readonly continue?: string };
  readonly items: readonly ApiObject[];
}

interface WatchEvent {
  readonly type: string;
  readonly object: unknown;
}
