import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCatalog, type Catalog } from '../../../catalog/index.js';
import { end, TestGraph, type Done, type Program } from '../../../cli/testing/index.js';
import { errorCode } from '../../../base/runtime/index.js';
import type { FaultGraph } from './fault_graph.js';
import { openLines, readJournal, type JournalLine } from './journal.js';
import { noneLeft, until } from './processes.js';
import { HOLD, JOURNAL_VARIABLE, scriptsOf, SILENT } from './scripts.js';
import { smallDisk, type SmallDisk } from './small_disk.js';

/** A build that was started. */
export interface RigBuild {
  readonly child: Program;
  /** Its end; `code` is null when it was killed. */
  readonly done: Promise<Done>;
  /** Resolves when it has told so many lines, or has ended. */
  readonly told: (lines: number) => Promise<void>;
  /** Resolves with the text that has been found in what it tells. @throws when it ends without */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Its id, as soon as it tells. */
  readonly id: () => Promise<string>;
}

export interface RigOptions {
  /** The built program; left out where Bazel puts it. */
  readonly bundle: string | undefined;
  /** `postgres://…`; a SQLite file in the state directory otherwise. */
  readonly catalog?: string;
  /** Maximum at a time, in one build. */
  readonly jobs?: number;
  /** In seconds. A machine that is busy may keep a build from renewing a lease of one second. */
  readonly leaseTtl?: number;
}

/** A graph whose tasks keep a journal, and a place to build it in, to kill what builds it, and to look what is left. */
export class Rig {
  readonly stateDir: string;
  readonly dataDir: string;
  readonly #graph: FaultGraph;
  readonly #options: RigOptions;
  readonly #target: TestGraph;
  readonly #journal: string;
  #disk: SmallDisk | undefined;

  constructor(graph: FaultGraph, options: RigOptions) {
    this.#graph = graph;
    this.#options = options;
    this.#target = new TestGraph(options.bundle, scriptsOf(graph));
    const { dir } = this.#target;
    this.stateDir = join(dir, 'state');
    this.dataDir = join(dir, 'data');
    this.#journal = join(dir, 'journal');
    for (const place of [this.stateDir, this.dataDir]) mkdirSync(place);
  }

  get graph(): FaultGraph {
    return this.#graph;
  }

  /** Starts a build of the refs, or of everything. */
  start({
    refs = this.#graph.ends,
    options = [],
  }: { refs?: readonly string[]; options?: readonly string[] } = {}): RigBuild {
    const { catalog, jobs = 2, leaseTtl = 1 } = this.#options;
    const child = this.#target.start(
      'build',
      [
        ...['--state-dir', this.stateDir, '--data-dir', this.dataDir, '--jobs', String(jobs)],
        ...['--lease-ttl', String(leaseTtl), '--pass-env', JOURNAL_VARIABLE],
        ...(catalog === undefined ? [] : ['--catalog', catalog]),
        ...options,
        ...refs,
      ],
      { [JOURNAL_VARIABLE]: this.#journal },
      this.#disk?.prefix,
    );
    return watch(child);
  }

  /** Builds to the end. */
  run(...options: readonly string[]): Promise<Done> {
    return this.start({ options }).done;
  }

  journal(): Promise<JournalLine[]> {
    return readJournal(this.#journal);
  }

  /** Tasks that have begun wait until {@link go}: all, or those of one build. */
  hold(build?: string): Promise<void> {
    return writeFile(this.#holdFile(build), '');
  }

  go(build?: string): Promise<void> {
    return rm(this.#holdFile(build), { force: true });
  }

  #holdFile(build?: string): string {
    return join(this.seen(this.dataDir), build === undefined ? HOLD : `${HOLD}-${build}`);
  }

  /**
   * Puts a file system of so many KiB below the state or the data directory, for all builds from here on. Nobody else
   * sees it: {@link seen} is the way there.
   */
  async shrink(place: 'state' | 'data', kib: number): Promise<SmallDisk> {
    this.#disk = await smallDisk(place === 'state' ? this.stateDir : this.dataDir, kib);
    return this.#disk;
  }

  /** Where a path of builds is for everybody else. */
  seen(path: string): string {
    return this.#disk === undefined ? path : join(this.#disk.root, path);
  }

  /** Tasks report no metadata from here on. */
  silence(): Promise<void> {
    return writeFile(join(this.seen(this.dataDir), SILENT), '');
  }

  /** Waits until there are processes of tasks that have begun and not ended, and tells of them. */
  running(count = 1): Promise<JournalLine[]> {
    return until(
      `${String(count)} tasks run`,
      async () => openLines(await this.journal()),
      (open) => open.length >= count,
    );
  }

  /** Opens the catalog, as any other process may. */
  async withCatalog<T>(work: (catalog: Catalog) => Promise<T>): Promise<T> {
    // SQLite follows links by itself, and the way to a small disk is one that only the kernel can follow.
    const stateDir = this.#disk === undefined ? this.stateDir : await this.#copyCatalog();
    const opened = await openCatalog({ stateDir, url: this.#options.catalog });
    if (!opened.ok) throw new Error(`the catalog cannot be opened: ${JSON.stringify(opened.error)}`);
    try {
      return await work(opened.value);
    } finally {
      await opened.value.close();
    }
  }

  async #copyCatalog(): Promise<string> {
    const copy = `${this.stateDir}-copy`;
    await rm(copy, { recursive: true, force: true });
    await mkdir(copy);
    for (const name of ['catalog.sqlite', 'catalog.sqlite-wal']) {
      const original = join(this.seen(this.stateDir), name);
      await copyFile(original, join(copy, name)).catch((error: unknown) => {
        if (errorCode(error) !== 'ENOENT') throw error;
      });
    }
    return copy;
  }

  /** Ids of the builds that have left something, oldest first. */
  async builds(): Promise<string[]> {
    return (await readdir(join(this.seen(this.stateDir), 'builds')).catch(() => [])).sort();
  }

  /** What lies in the data directory, by name. Hidden files are what tasks that were killed have left. */
  async data(): Promise<Record<string, string>> {
    const dir = this.seen(this.dataDir);
    const names = (await readdir(dir)).filter((name) => !name.startsWith('.') && !name.startsWith(HOLD)).sort();
    const contents = names.map(async (name) => [name, await readFile(join(dir, name), 'utf8')] as const);
    return Object.fromEntries(await Promise.all(contents));
  }

  /** Waits until no process of any build is left. */
  noneLeft(): Promise<void> {
    return noneLeft(this.mark);
  }

  /** What every process of every build has in its environment. */
  get mark(): string {
    return `${JOURNAL_VARIABLE}=${this.#journal}`;
  }

  async remove(): Promise<void> {
    await this.#disk?.remove();
    await this.#target.remove();
  }
}

function watch(child: Program): RigBuild {
  let said = '';
  let lines = 0;
  let over = false;
  child.stderr.on('data', (chunk: Buffer) => {
    const text = chunk.toString();
    said += text;
    lines += text.split('\n').length - 1;
    child.emit('told');
  });
  const done = end(child).finally(() => {
    over = true;
    child.emit('told');
  });
  const says: RigBuild['says'] = async (pattern) => {
    for (;;) {
      const found = pattern.exec(said);
      if (found !== null) return found;
      if (over) throw new Error(`a build ended without saying ${String(pattern)}:\n${said}`);
      await once(child, 'told');
    }
  };
  return {
    child,
    done,
    says,
    id: async () => (await says(/^build (\S+) of/m))[1] ?? '',
    told: async (wanted) => {
      while (lines < wanted && !over) await once(child, 'told');
    },
  };
}
