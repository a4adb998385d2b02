import { expect, test } from '@jest/globals';
import { readMachine, type Machine } from './machine.js';

const GIB = 1024 ** 3;

/** A machine of 8 processors and 16 GiB with these files. */
function machine(files: Readonly<Record<string, string>>): Machine {
  return readMachine({ cpus: 8, memoryBytes: 16 * GIB, read: (path) => files[path] });
}

test('without control groups everything may be used', () => {
  expect(machine({})).toEqual({ cpus: 8, memoryMb: 16 * 1024 });
});

test('version 2: the tightest limit of the own group and all above counts', () => {
  const files = {
    '/proc/self/cgroup': '0::/user.slice/job.scope\n',
    '/sys/fs/cgroup/user.slice/job.scope/cpu.max': '350000 100000\n',
    '/sys/fs/cgroup/user.slice/job.scope/memory.max': 'max\n',
    '/sys/fs/cgroup/user.slice/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/user.slice/memory.max': String(2 * GIB),
  };
  expect(machine(files)).toEqual({ cpus: 3, memoryMb: 2048 });
});

test('version 1: each controller has a hierarchy of its own', () => {
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

test('in a container whose path is one of the host, the limit of the top counts', () => {
  const files = { '/proc/self/cgroup': '0::/docker/abc\n', '/sys/fs/cgroup/cpu.max': '200000 100000' };
  expect(machine(files)).toMatchObject({ cpus: 2 });
});

test('the machine that this runs on has something', () => {
  const { cpus, memoryMb } = readMachine();
  expect(cpus).toBeGreaterThanOrEqual(1);
  expect(memoryMb).toBeGreaterThanOrEqual(1);
});
