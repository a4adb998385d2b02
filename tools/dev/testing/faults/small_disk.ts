import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file system that is soon full. */
export interface SmallDisk {
  /** Programs that are started through this see it. */
  readonly prefix: readonly string[];
  /** Where the tree of files, as those programs see it, is for others. */
  readonly root: string;
  /** Takes all room that is left, but for so many KiB. */
  readonly fill: (leftKib?: number) => Promise<void>;
  /** Gives it back. */
  readonly free: () => Promise<void>;
  readonly remove: () => Promise<void>;
}

/** To see mounts of one's own: as root of a user namespace, or as root, where there are no such namespaces. */
const WAYS = [
  { unshare: ['--user', '--map-root-user', '--mount'], enter: ['--user', '--mount', '--preserve-credentials'] },
  { unshare: ['--mount'], enter: ['--mount'] },
];

const MOUNT = ['mount', '-t', 'tmpfs', '-o'];

const way = WAYS.find(
  ({ unshare }) => spawnSync('unshare', [...unshare, ...MOUNT, 'size=64k', 'tmpfs', tmpdir()]).status === 0,
);

/** Why there can be no small disk; nothing where there can be one. */
export const NO_SMALL_DISK = way === undefined ? 'skipped, as this user may not mount a file system' : undefined;

/** Mounts a file system of so many KiB on a folder, for those who enter through `prefix`. */
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
