import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

/** What this process may use of its machine. */
export interface Machine {
  /** Processors, at least 1. */
  readonly cpus: number;
  /** Mebibytes, at least 1. */
  readonly memoryMb: number;
}

/** The facts that the system reports. Tests supply their own. */
export interface MachineSource {
  readonly cpus: number;
  readonly memoryBytes: number;
  /** @returns the text of a file; undefined if it does not exist */
  readonly read: (path: string) => string | undefined;
}

const BYTES_PER_MB = 1024 * 1024;

const SYSTEM: MachineSource = {
  get cpus() {
    return availableParallelism();
  },
  get memoryBytes() {
    return totalmem();
  },
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return undefined;
    }
  },
};

/** Processors and memory of the machine, reduced to the limits of this process's control groups (version 1 or 2). */
export function readMachine(source: MachineSource = SYSTEM): Machine {
  let { cpus, memoryBytes } = source;
  for (const group of groupsOf(source)) {
    cpus = Math.min(cpus, group.cpus());
    memoryBytes = Math.min(memoryBytes, group.memoryBytes());
  }
  return { cpus: Math.max(1, Math.floor(cpus)), memoryMb: Math.max(1, Math.floor(memoryBytes / BYTES_PER_MB)) };
}

/** The limits of one control group; `Infinity` without a limit. */
interface ControlGroup {
  cpus(): number;
  memoryBytes(): number;
}

/**
 * The groups that limit this process: its own group and all parents. `/proc/self/cgroup` names them, one hierarchy
 * per line: `0::/path` in version 2, `4:cpu,cpuacct:/path` in version 1. In a container the path may be that of the
 * host, which does not exist here; then only the limit of the top group applies.
 */
function groupsOf(source: MachineSource): ControlGroup[] {
  const groups: ControlGroup[] = [];
  for (const line of (source.read('/proc/self/cgroup') ?? '').split('\n')) {
    const [, number, controllers = '', path] = /^(\d+):([^:]*):(\/.*)$/.exec(line) ?? [];
    if (path === undefined) continue;
    for (const dir of upwards(path)) {
      if (number === '0') groups.push(unified(source, join('/sys/fs/cgroup', dir)));
      else groups.push(legacy(source, controllers, dir));
    }
  }
  return groups;
}

function* upwards(path: string): Generator<string> {
  let dir = path;
  for (; dir !== '/'; dir = dirname(dir)) yield dir;
  yield dir;
}

function unified({ read }: MachineSource, dir: string): ControlGroup {
  return {
    cpus: () => {
      const [quota, period] = (read(join(dir, 'cpu.max')) ?? '').trim().split(' ');
      return limit(quota) / limit(period, 100_000);
    },
    memoryBytes: () => limit(read(join(dir, 'memory.max'))),
  };
}

function legacy({ read }: MachineSource, controllers: string, dir: string): ControlGroup {
  const names = controllers.split(',');
  const file = (controller: string, name: string): string | undefined =>
    names.includes(controller) ? read(join('/sys/fs/cgroup', controller, dir, name)) : undefined;
  return {
    cpus: () => limit(file('cpu', 'cpu.cfs_quota_us')) / limit(file('cpu', 'cpu.cfs_period_us'), 100_000),
    memoryBytes: () => limit(file('memory', 'memory.limit_in_bytes')),
  };
}

/** Parses a whole number above 0. `max`, `-1` and a missing file all mean that there is no limit. */
function limit(text: string | undefined, otherwise = Number.POSITIVE_INFINITY): number {
  const value = /^\d+$/.test(text?.trim() ?? '') ? Number(text) : 0;
  return value > 0 ? value : otherwise;
}
