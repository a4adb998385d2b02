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
import { EPOCH, HOLD, JOURNAL_VARIABLE, scriptsOf, SILENT } from './scripts.js';
import { smallDisk, type SmallDisk } from './small_disk.js';

/** A build that was started. */
export interface RigBuild {
  readonly child: Program;
  /** Resolves when it has ended; `code` is null if it was killed. */
  readonly done: Promise<Done>;
  /** Resolves when it has printed this many lines, or has ended. */
  readonly told: (lines: number) => Promise<void>;
  /**
   * Resolves with the match when its output matches the pattern.
   *
   * @throws if it ends without a match
   */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>;
  /** Resolves with its id when it has printed it. */
  readonly id: () => Promise<string>;
}

export interface RigOptions {
  /** Path of the built program; undefined for the place where Bazel puts it. */
  readonly bundle: string | undefined;
  /** `postgres://…`; by default, a SQLite file in the state directory. */
  readonly catalog?: string;
  /** The maximum number of parallel tasks of one build. */
  readonly jobs?: number;
  /** How many tasks one process runs at most; 1 by default. */
  readonly batch?: number;
  /** What runs the tasks; this machine by default. */
  readonly engine?: string;
  /** In seconds. On a busy machine, a build may not renew a lease of one second in time. */
  readonly leaseTtl?: number;
}

/**
 * A graph whose tasks write a journal, with directories to build it in, and functions to disturb builds and to check
 * what they leave.
 */
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
    if (options.batch !== undefined) this.#target.setJob({ batch: options.batch });
    const { dir } = this.#target;
    this.stateDir = join(dir, 'state');
    this.dataDir = join(dir, 'data');
    this.#journal = join(dir, 'journal');
    for (const place of [this.stateDir, this.dataDir]) mkdirSync(place);
  }

  get graph(): FaultGraph {
    return this.#graph;
  }

  /** Starts a build of the refs; of everything by default. */
  start({
    refs = this.#graph.ends,
    options = [],
  }: { refs?: readonly string[]; options?: readonly string[] } = {}): RigBuild {
    const { catalog, jobs = 2, leaseTtl = 1, engine } = this.#options;
    const child = this.#target.start(
      'build',
      [
        ...['--state-dir', this.stateDir, '--data-dir', this.dataDir, '--jobs', String(jobs)],
        ...['--lease-ttl', String(leaseTtl), '--pass-env', JOURNAL_VARIABLE],
        ...(catalog === undefined ? [] : ['--catalog', catalog]),
        ...(engine === undefined ? [] : ['--engine', engine]),
        ...options,
        ...refs,
      ],
      { [JOURNAL_VARIABLE]: this.#journal },
      this.#disk?.prefix,
    );
    return watch(child);
  }

  /** Builds everything, and resolves when the build has ended. */
  run(...options: readonly string[]): Promise<Done> {
    return this.start({ options }).done;
  }

  journal(): Promise<JournalLine[]> {
    return readJournal(this.#journal);
  }

  /** Makes running tasks wait until {@link go}: all tasks, those of one build, or those of one name. */
  hold(of?: string): Promise<void> {
    return writeFile(this.#holdFile(of), '');
  }

  go(of?: string): Promise<void> {
    return rm(this.#holdFile(of), { force: true });
  }

  #holdFile(of?: string): string {
    return join(this.seen(this.dataDir), of === undefined ? HOLD : `${HOLD}-${of}`);
  }

  /**
   * Mounts a file system of `kib` KiB on the state or the data directory, for all later builds. Other processes do
   * not see it: use {@link seen} to reach it.
   */
  async shrink(place: 'state' | 'data', kib: number): Promise<SmallDisk> {
    this.#disk = await smallDisk(place === 'state' ? this.stateDir : this.dataDir, kib);
    return this.#disk;
  }

  /** The path by which other processes reach a path of the builds. */
  seen(path: string): string {
    return this.#disk === undefined ? path : join(this.#disk.root, path);
  }

  /** From now on, tasks report no metadata. */
  silence(): Promise<void> {
    return writeFile(join(this.seen(this.dataDir), SILENT), '');
  }

  /** Changes the content of all tasks without inputs. They make the same data as before. */
  turn(epoch: string): Promise<void> {
    return writeFile(join(this.seen(this.dataDir), EPOCH), `${epoch}\n`);
  }

  /** Waits until `count` tasks are running, and returns their `begin` lines. */
  running(count = 1): Promise<JournalLine[]> {
    return until(
      `${String(count)} running tasks`,
      async () => openLines(await this.journal()),
      (open) => open.length >= count,
    );
  }

  /** Opens the catalog, as any other process can. */
  async withCatalog<T>(work: (catalog: Catalog) => Promise<T>): Promise<T> {
    // SQLite resolves links itself, but only the kernel can resolve the link to a small disk.
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

  /** Ids of the builds that have left a folder, oldest first. */
  async builds(): Promise<string[]> {
    return (await readdir(join(this.seen(this.stateDir), 'builds')).catch(() => [])).sort();
  }

  /** The files in the data directory, by name. Hidden files are left out: killed tasks leave them. */
  async data(): Promise<Record<string, string>> {
    const dir = this.seen(this.dataDir);
    const names = (await readdir(dir)).filter((name) => !name.startsWith('.') && !name.startsWith(HOLD)).sort();
    const contents = names.map(async (name) => [name, await readFile(join(dir, name), 'utf8')] as const);
    return Object.fromEntries(await Promise.all(contents));
  }

  /** Waits until no build has a process any more. */
  noneLeft(): Promise<void> {
    return noneLeft(this.mark);
  }

  /** The variable that every process of every build has in its environment. */
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
      if (over) throw new Error(`a build ended without printing ${String(pattern)}:\n${said}`);
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
