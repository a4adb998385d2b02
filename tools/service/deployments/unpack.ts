import { constants } from 'node:fs';
import { link, mkdir, open, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Transform, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import type { ExtractEvents, Header } from 'tar-stream';
import { err, ok, type Result } from '../../base/model/index.js';
import { DIRECTORY_MODE, errorCode, errorMessage, FILE_MODE } from '../../base/runtime/index.js';
import type { Limits } from './limits.js';
import { Members, type Segments } from './members.js';
import type { EntryProblem, UnpackFailure } from './unpack_failure.js';

/** An entry: its header, and a stream of its content. */
type Entry = ExtractEvents['entry'][1];

/** What was unpacked. */
export interface Unpacked {
  /** The one folder of the archive, below the folder that it was unpacked into. */
  readonly root: string;
  readonly entries: number;
  /** Of all files. */
  readonly bytes: number;
  /** Paths of the descriptors of targets, below the folder that it was unpacked into. */
  readonly descriptors: readonly string[];
}

/** Ends of a tar archive: two blocks of zeros. */
const END_BYTES = 1024;

/**
 * Unpacks a gzip-compressed tar archive into an empty folder that nobody else writes into. Files and folders are written as
 * they come; symbolic links only when all of them are known to lead to something inside, so that nothing is written through
 * one. What is refused may leave files in the folder, which the caller removes, and never anything outside of it.
 */
export async function unpackArchive(
  archive: Readable,
  folder: string,
  limits: Limits,
): Promise<Result<Unpacked, UnpackFailure>> {
  const { extract } = await import('tar-stream');
  const entries = extract();
  const meter = new Meter(limits.unpackedBytes);
  // Its failures arrive as failures of the entries.
  const piped = pipeline(archive, createGunzip(), meter, entries).then(
    () => undefined,
    (error: unknown) => error,
  );
  const unpacking = new Unpacking(folder, limits);
  try {
    for await (const entry of entries) {
      const failure = await unpacking.take(entry);
      if (failure !== undefined) return err(failure);
    }
  } catch (error) {
    const broken = (await settled(entries, piped)) ?? error;
    return err(failureOf(broken, folder));
  } finally {
    entries.destroy();
    archive.destroy();
    await piped;
  }
  const broken = await piped;
  if (broken !== undefined) return err(failureOf(broken, folder));
  if (meter.zerosAtEnd < END_BYTES) return err({ reason: 'archive-unreadable', detail: 'it is cut off' });
  return unpacking.end();
}

/** The failure of the stream, which says more than that of what was reading it. */
async function settled(entries: { destroy: () => unknown }, piped: Promise<unknown>): Promise<unknown> {
  entries.destroy();
  const error = await piped;
  return error instanceof Exceeded || errorCode(error) !== 'ERR_STREAM_PREMATURE_CLOSE' ? error : undefined;
}

/** Writes the entries of one archive. */
class Unpacking {
  readonly #folder: string;
  readonly #limits: Limits;
  readonly #members: Members;
  readonly #made = new Set<string>();
  readonly #descriptors: string[] = [];
  #entries = 0;
  #bytes = 0;

  constructor(folder: string, limits: Limits) {
    this.#folder = folder;
    this.#limits = limits;
    this.#members = new Members(limits);
  }

  async take(entry: Entry): Promise<UnpackFailure | undefined> {
    const { header } = entry;
    if (++this.#entries > this.#limits.entries) {
      return { reason: 'archive-too-many-entries', limit: this.#limits.entries };
    }
    // Before it is read: what follows the header is not looked at then.
    if (header.size > this.#limits.unpackedBytes) throw new Exceeded(this.#limits.unpackedBytes);
    const problem = headerProblem(header) ?? (await this.#write(entry));
    if (problem !== undefined) return { reason: 'archive-entry-refused', entry: header.name, problem };
    entry.resume();
    return undefined;
  }

  /** Makes the symbolic links, if each of them leads to something inside. */
  async end(): Promise<Result<Unpacked, UnpackFailure>> {
    const { root, links } = this.#members;
    if (root === undefined) return err({ reason: 'archive-empty' });
    for (const { path } of links) {
      const problem = this.#members.linkProblem(path);
      if (problem !== undefined) return err({ reason: 'archive-entry-refused', entry: path.join('/'), problem });
    }
    try {
      for (const { path, target } of links) await symlink(target, await this.#place(path));
    } catch (error) {
      return err(failureOf(error, this.#folder));
    }
    return ok({ root, entries: this.#entries, bytes: this.#bytes, descriptors: this.#descriptors });
  }

  async #write(entry: Entry): Promise<EntryProblem | undefined> {
    const { name, type, mode } = entry.header;
    // The types of the package do not say that it may be missing.
    const linkname = (entry.header.linkname as string | null) ?? '';
    switch (type) {
      case 'directory': {
        const path = this.#members.add(name, 'folder');
        if (!path.ok) return path.error;
        await this.#makeFolder(join(this.#folder, ...path.value));
        return undefined;
      }
      case 'symlink': {
        const path = this.#members.add(name, { target: linkname });
        return path.ok ? undefined : path.error;
      }
      case 'link': {
        const of = this.#members.fileNamed(linkname);
        if (!of.ok) return of.error;
        const path = this.#members.add(name, 'file');
        if (!path.ok) return path.error;
        await link(join(this.#folder, ...of.value), await this.#place(path.value));
        return undefined;
      }
      default: {
        const path = this.#members.add(name, 'file');
        if (!path.ok) return path.error;
        if (name.endsWith('.databuild.json')) this.#descriptors.push(name);
        const place = await this.#place(path.value);
        await using file = await open(place, WRITTEN, (mode & 0o111) === 0 ? FILE_MODE : DIRECTORY_MODE);
        for await (const chunk of entry as AsyncIterable<Buffer>) {
          this.#bytes += chunk.length;
          await file.writeFile(chunk);
        }
        return undefined;
      }
    }
  }

  /** Where a member is written, once the folders that it needs exist. */
  async #place(path: Segments): Promise<string> {
    const place = join(this.#folder, ...path);
    await this.#makeFolder(dirname(place));
    return place;
  }

  async #makeFolder(place: string): Promise<void> {
    if (this.#made.has(place)) return;
    await mkdir(place, { recursive: true, mode: DIRECTORY_MODE });
    this.#made.add(place);
  }
}

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants;
const WRITTEN = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW;

/** What is wrong with an entry, whatever the others are. */
function headerProblem({ type, size, mode, pax }: Header): EntryProblem | undefined {
  switch (type) {
    case 'file':
    case 'contiguous-file':
      // Such a file has holes that its content does not tell of.
      if (Object.keys((pax as object | null | undefined) ?? {}).some((key) => key.startsWith('GNU.sparse')))
        return 'unknown-kind';
      break;
    case 'directory':
    case 'symlink':
    case 'link':
      if (size !== 0) return 'content-of-no-file';
      break;
    case 'block-device':
    case 'character-device':
    case 'fifo':
      return 'device';
    default:
      return 'unknown-kind';
  }
  return (mode & 0o7000) === 0 ? undefined : 'special-mode';
}

/** The archive is larger than it may be. */
class Exceeded extends Error {
  readonly limitBytes: number;

  constructor(limitBytes: number) {
    super('too large');
    this.limitBytes = limitBytes;
  }
}

/** Passes on what it reads, up to a limit, and looks at the end. */
class Meter extends Transform {
  /** How many zeros came last. */
  zerosAtEnd = 0;
  readonly #limit: number;
  #bytes = 0;

  constructor(limitBytes: number) {
    super();
    this.#limit = limitBytes;
  }

  override _transform(chunk: Buffer, _: string, done: (error: Error | null, chunk?: Buffer) => void): void {
    this.#bytes += chunk.length;
    if (this.#bytes > this.#limit) {
      done(new Exceeded(this.#limit));
      return;
    }
    const last = chunk.subarray(-END_BYTES);
    let zeros = 0;
    while (zeros < last.length && last[last.length - 1 - zeros] === 0) zeros++;
    this.zerosAtEnd = zeros === chunk.length ? this.zerosAtEnd + zeros : zeros;
    done(null, chunk);
  }
}

/** Codes of errors of the file system that are about the service, and not about the archive. */
function failureOf(error: unknown, folder: string): UnpackFailure {
  if (error instanceof Exceeded) return { reason: 'archive-unpacks-too-large', limitBytes: error.limitBytes };
  const { syscall, path } = error as NodeJS.ErrnoException;
  if (syscall !== undefined) return { reason: 'deployments-unwritable', path: path ?? folder, code: errorCode(error) };
  return { reason: 'archive-unreadable', detail: detailOf(error) };
}

function detailOf(error: unknown): string {
  switch (errorCode(error)) {
    case 'Z_BUF_ERROR':
      return 'it is cut off';
    case 'Z_DATA_ERROR':
      return 'it is not compressed with gzip, or is damaged';
    default:
      return errorMessage(error).replace(/^Unexpected end of data$/, 'it is cut off');
  }
}
