/** An object of the API. */
export interface StoredObject {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly resourceVersion?: string;
    readonly deletionTimestamp?: string;
  };
}

export interface StoreEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly version: number;
  readonly object: T;
}

/** The versions of a cluster: every change of any object has the next one. */
export class Versions {
  #last = 100;
  #change = Promise.withResolvers<undefined>();
  /** Changes before this version are forgotten. */
  oldest = 0;

  next(): number {
    this.#change.resolve(undefined);
    this.#change = Promise.withResolvers();
    return ++this.#last;
  }

  /** Resolves after the next change. */
  get changed(): Promise<undefined> {
    return this.#change.promise;
  }

  get last(): number {
    return this.#last;
  }
}

/** The objects of a collection, with their changes, of which a server remembers only the latest. */
export class Store<T extends StoredObject> {
  readonly objects = new Map<string, T>();
  readonly #versions: Versions;
  readonly #events: StoreEvent<T>[] = [];
  readonly #listeners = new Set<(event: StoreEvent<T>) => void>();

  constructor(versions: Versions) {
    this.#versions = versions;
  }

  get(name: string): T | undefined {
    return this.objects.get(name);
  }

  put(object: T): T {
    const { name } = object.metadata;
    const type = this.objects.has(name) ? 'MODIFIED' : 'ADDED';
    const version = this.#versions.next();
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(version) } };
    this.objects.set(name, stored);
    this.#tell({ type, version, object: stored });
    return stored;
  }

  remove(name: string): void {
    const object = this.objects.get(name);
    if (object === undefined) return;
    this.objects.delete(name);
    const version = this.#versions.next();
    const metadata = { ...object.metadata, resourceVersion: String(version) };
    this.#tell({ type: 'DELETED', version, object: { ...object, metadata } });
  }

  /**
   * Calls for every change after a version, and for those to come.
   *
   * @returns how to end it; nothing if some of these changes are forgotten
   */
  follow(after: number, listener: (event: StoreEvent<T>) => void): (() => void) | undefined {
    if (after < this.#versions.oldest) return undefined;
    for (const event of this.#events) if (event.version > after) listener(event);
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(event: StoreEvent<T>): void {
    this.#events.push(event);
    for (const listener of this.#listeners) listener(event);
  }
}

/** Reads a selector such as `a=b,c in (d,e)`. */
export function selectorOf(text: string): (object: StoredObject) => boolean {
  const terms = [...text.matchAll(/([^,=\s]+)\s*(?:=\s*([^,]*)|in\s*\(([^)]*)\))/g)].map(
    ([, name = '', value, values]) => {
      const allowed = new Set(values?.split(',').map((each) => each.trim()) ?? [value ?? '']);
      return { name, allowed };
    },
  );
  return ({ metadata }) => terms.every(({ name, allowed }) => allowed.has(metadata.labels?.[name] ?? '\0'));
}
