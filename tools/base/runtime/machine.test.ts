import { expect, test } from '@jest/globals';
import { readMachine, type Machine } from './machine.js';

const GIB = 1024 ** 3;

/** A machine with 8 processors, 16 GiB and these files. */
function machine(files: Readonly<Record<string, string>>): Machine {
  return readMachine({ cpus: 8, memoryBytes: 16 * GIB, read: (path) => files[path] });
}

test('allows the whole machine without control groups', () => {
  expect(machine({})).toEqual({ cpus: 8, memoryMb: 16 * 1024 });
});

test('applies the lowest limit of the own control group and all its parents (version 2)', () => {
  const files = {
    '/proc/self/cgroup': '0::/user.slice/job.scope\n',
    '/sys/fs/cgroup/user.slice/job.scope/cpu.max': '350000 100000\n',
    '/sys/fs/cgroup/user.slice/job.scope/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/user.slice/memory.max': String(2 * GIB),
  };
  expect(machine(files)).toEqual({ cpus: 3, memoryMb: 2048 });
});

test('reads each controller from its own hierarchy of control groups (version 1)', () => {
  const files = {
    '/proc/self/cgroup': '7:cpu,cpuacct:/a\n5:memory:/b\n1:name=systemd:/c\n',
    '/sys/fs/cgroup/cpu/a/cpu.cfs_quota_us': '50000\n',
    '/sys/fs/cgroup/cpu/a/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/memory/b/memory.limit_in_bytes': String(GIB),
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  };
  expect(machine(files)).toEqual({ cpus: 1, memoryMb: 1024 });
});

test('applies the limit of the top group in a container whose group path is that of the host', () => {
  const files = { '/proc/self/cgroup': '0::/docker/abc\n', '/sys/fs/cgroup/cpu.max': '200000 100000' };
  expect(machine(files)).toMatchObject({ cpus: 2 });
});

test('reads at least one processor and some memory on a real machine', () => {
  const { cpus, memoryMb } = readMachine();
  expect(cpus).toBeGreaterThanOrEqual(1);
  expect(memoryMb).toBeGreaterThanOrEqual(1);
});
