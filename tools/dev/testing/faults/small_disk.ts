import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system. */
export interface SmallDisk {
  /** The command prefix for programs that must see it. */
  readonly prefix: readonly string[];
  /** The path by which other processes reach the file tree of those programs. */
  readonly root: string;
  /** Fills the file system, except for `leftKib` KiB. */
  readonly fill: (leftKib?: number) => Promise<void>;
  /** Frees the space again. */
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/**
 * Ways to mount a file system privately: as root of a user namespace, or as real root if user namespaces are not
 * available.
 */
const WAYS = [
  { unshare: ['--user', '--map-root-user', '--mount'], enter: ['--user', '--mount', '--preserve-credentials'] },
  { unshare: ['--mount'], enter: ['--mount'] },
];

const MOUNT = ['mount', '-t', 'tmpfs', '-o'];

const way = WAYS.find(
  ({ unshare }) => spawnSync('unshare', [...unshare, ...MOUNT, 'size=64k', 'tmpfs', tmpdir()]).status === 0,
);

/** Why a small disk cannot be mounted; undefined if it can. */
export const NO_SMALL_DISK = way === undefined ? 'skipped, because this user cannot mount a file system' : undefined;

/** Mounts a file system of `kib` KiB on a folder. Only programs that are started with `prefix` see it. */
export async function smallDisk(folder: string, kib: number): Promise<SmallDisk> {
  if (way === undefined) throw new Error('nothing can be mounted here');
  const script = `mount -t tmpfs -o "size=$2k,mode=755" tmpfs "$1" && echo mounted && exec cat`;
  const args = [...way.unshare, 'sh', '-c', script, 'small-disk', folder, String(kib)];
  const holder = spawn('unshare', args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = once(holder, 'exit');
  await Promise.race([once(holder.stdout, 'data'), exited]);
  const { pid } = holder;
  if (pid === undefined || holder.exitCode !== null) throw new Error(`nothing can be mounted on ${folder}`);
  const root = `/proc/${pid}/root`;
  const filler = join(root, folder, '.filler');
  return {
    prefix: ['nsenter', `--target=${pid}`, ...way.enter, '--'],
    root,
    fill: async (leftKib = 0) => {
      const { bavail, bsize } = await statfs(join(root, folder));
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - leftKib * 1024)));
    },
    free: () => rm(filler, { force: true }),
    remove: async () => {
      holder.kill('SIGKILL');
      await exited;
    },
  };
}
