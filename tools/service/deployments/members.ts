import { err, ok, type Result } from '../../base/model/index.js';
import type { Limits } from './limits.js';
import type { EntryProblem } from './unpack_failure.js';

/** How many links one path may lead through, as in Linux. */
const MAX_LINKS = 40;

/** A path of an archive, as its segments. */
export type Segments = readonly string[];

interface Folder {
  readonly kind: 'folder';
  /** Whether the archive has an entry for it, and not only for what is in it. */
  listed: boolean;
  readonly members: Map<string, Member>;
}

type Member = Folder | { readonly kind: 'file' } | { readonly kind: 'symlink'; readonly target: string };

/**
 * What an archive contains, by what its entries say. Nothing is asked of the file system, so that a link is judged before it
 * exists, and nothing is ever written through one.
 */
export class Members {
  /** The folder that contains everything. */
  root: string | undefined;
  /** All symbolic links, in the order of the archive. */
  readonly links: { readonly path: Segments; readonly target: string }[] = [];
  readonly #limits: Pick<Limits, 'pathBytes' | 'depth'>;
  readonly #top: Folder = { kind: 'folder', listed: true, members: new Map() };

  constructor(limits: Pick<Limits, 'pathBytes' | 'depth'>) {
    this.#limits = limits;
  }

  /**
   * Adds an entry.
   *
   * @param name of the entry, as the archive writes it
   * @returns its path, below the one folder of the archive; nothing is added if it is refused
   */
  add(name: string, member: 'folder' | 'file' | { readonly target: string }): Result<Segments, EntryProblem> {
    const path = this.#pathOf(name, member === 'folder');
    if (!path.ok) return path;
    const folder = this.#makeParents(path.value);
    if (folder === undefined) return err('below-a-file');
    const last = path.value.at(-1) ?? '';
    const known = folder.members.get(last);
    if (member === 'folder') {
      if (known === undefined) folder.members.set(last, { kind: 'folder', listed: true, members: new Map() });
      else if (known.kind === 'folder' && !known.listed) known.listed = true;
      else return err('duplicate');
      return path;
    }
    if (known !== undefined) return err('duplicate');
    if (member === 'file') {
      folder.members.set(last, { kind: 'file' });
      return path;
    }
    const problem = targetProblem(member.target);
    if (problem !== undefined) return err(problem);
    folder.members.set(last, { kind: 'symlink', target: member.target });
    this.links.push({ path: path.value, target: member.target });
    return path;
  }

  /** The file that a hard link is another name of. It is an earlier entry of the archive, and no symbolic link. */
  fileNamed(name: string): Result<Segments, EntryProblem> {
    if (name === '') return err('link-without-target');
    const path = this.#pathOf(name, false);
    if (!path.ok) return err(path.error === 'outside-of-the-folder' ? 'link-leads-out' : path.error);
    let member: Member | undefined = this.#top;
    for (const segment of path.value) member = member?.kind === 'folder' ? member.members.get(segment) : undefined;
    return member?.kind === 'file' ? path : err('link-to-nothing');
  }

  /** What is wrong with a symbolic link, now that everything is known: it must lead to something inside. */
  linkProblem(path: Segments): EntryProblem | undefined {
    const left = [...path].reverse();
    const at: Folder[] = [this.#top];
    for (let links = 0; left.length > 0;) {
      const segment = left.pop() ?? '';
      if (segment === '' || segment === '.') continue;
      if (segment === '..') {
        at.pop();
        // The outermost folder that is left must be that of the archive.
        if (at.length < 2) return 'link-leads-out';
        continue;
      }
      const member = at.at(-1)?.members.get(segment);
      if (member === undefined) return 'link-to-nothing';
      if (member.kind === 'folder') at.push(member);
      else if (member.kind === 'file')
        return left.some((each) => each !== '' && each !== '.') ? 'link-to-nothing' : undefined;
      else if (++links > MAX_LINKS) return 'link-loop';
      else left.push(...member.target.split('/').reverse());
    }
    return undefined;
  }

  #pathOf(name: string, isFolder: boolean): Result<Segments, EntryProblem> {
    const { pathBytes, depth } = this.#limits;
    if (name.startsWith('/')) return err('absolute-path');
    // A name that is not UTF-8 was decoded with replacements, and would be another one on disk.
    if (name.includes('\ufffd')) return err('name-not-utf-8');
    if (Buffer.byteLength(name) > pathBytes) return err('path-too-long');
    const segments = (isFolder && name.endsWith('/') ? name.slice(0, -1) : name).split('/');
    if (segments.includes('..')) return err('path-leads-out');
    if (segments.some((segment) => segment === '' || segment === '.' || segment.includes('\0'))) {
      return err('path-not-plain');
    }
    if (segments.some((segment) => Buffer.byteLength(segment) > MAX_NAME_BYTES)) return err('path-too-long');
    if (segments.length > depth) return err('path-too-deep');
    this.root ??= segments[0];
    if (segments[0] !== this.root || (segments.length === 1 && !isFolder)) return err('outside-of-the-folder');
    return ok(segments);
  }

  /** The folder that contains a path; undefined where something else is in its place. */
  #makeParents(path: Segments): Folder | undefined {
    let at = this.#top;
    for (const segment of path.slice(0, -1)) {
      let next = at.members.get(segment);
      if (next === undefined) {
        next = { kind: 'folder', listed: false, members: new Map() };
        at.members.set(segment, next);
      }
      if (next.kind !== 'folder') return undefined;
      at = next;
    }
    return at;
  }
}

/** Of a name in a folder, on Linux. */
const MAX_NAME_BYTES = 255;

/** Of the target of a symbolic link, on Linux. */
const MAX_TARGET_BYTES = 4095;

function targetProblem(target: string): EntryProblem | undefined {
  if (target === '') return 'link-without-target';
  if (target.startsWith('/')) return 'link-target-absolute';
  if (target.includes('\ufffd')) return 'name-not-utf-8';
  if (target.includes('\0')) return 'path-not-plain';
  return Buffer.byteLength(target) > MAX_TARGET_BYTES ? 'path-too-long' : undefined;
}
