import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Context } from './context.js';
import { locateDirectories, prepareDirectory, resolveUserPath } from './paths.js';

const context = (env: Context['env'] = {}): Context => ({
  env,
  callerDir: '/ws/sub',
  homeDir: '/ws',
  underBazelRun: true,
  stdinIsTty: false,
  stderrIsTty: false,
  parallelism: 2,
  host: 'h',
  program: [],
});

describe('the state and data directories', () => {
  test('are in the workspace by default', () => {
    expect(locateDirectories(context(), {})).toEqual({ stateDir: '/ws/.databuild', dataDir: '/ws/.databuild/data' });
  });

  test('follow the environment, relative to the directory of the user', () => {
    const env = { DATABUILD_STATE_DIR: 's', DATABUILD_DATA_DIR: '/d' };
    expect(locateDirectories(context(env), {})).toEqual({ stateDir: '/ws/sub/s', dataDir: '/d' });
  });

  test('follow the options before the environment', () => {
    const env = { DATABUILD_STATE_DIR: 's', DATABUILD_DATA_DIR: '/d' };
    expect(locateDirectories(context(env), { stateDir: '../o', dataDir: 'p' })).toEqual({
      stateDir: '/ws/o',
      dataDir: '/ws/sub/p',
    });
  });

  test('ignore an empty variable', () => {
    expect(locateDirectories(context({ DATABUILD_STATE_DIR: '' }), {}).stateDir).toBe('/ws/.databuild');
  });

  test('are together by default: the data directory is below the state directory', () => {
    expect(locateDirectories(context(), { stateDir: '/s' }).dataDir).toBe('/s/data');
  });

  test('resolve paths of the user from the directory of the user', () => {
    expect(resolveUserPath(context(), 'plan.json')).toBe('/ws/sub/plan.json');
  });
});

describe('prepareDirectory', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'paths-'));
  });

  afterEach(async () => {
    await chmod(join(dir, 'locked'), 0o700).catch(() => undefined);
    await rm(dir, { recursive: true, force: true });
  });

  test('creates the directory and its parents', async () => {
    expect(prepareDirectory(join(dir, 'a/b/c'), 'state')).toEqual({ ok: true, value: undefined });
    expect((await stat(join(dir, 'a/b/c'))).isDirectory()).toBe(true);
  });

  test.each(['file', 'file/below'])('fails if a file is in the way of %s', async (path) => {
    await writeFile(join(dir, 'file'), '');
    expect(prepareDirectory(join(dir, path), 'data')).toMatchObject({
      ok: false,
      error: {
        ...{ reason: 'directory-unusable', purpose: 'data', path: join(dir, path), code: 'ENOTDIR' },
        obstacle: { file: join(dir, 'file'), code: 'ENOTDIR' },
      },
    });
  });

  // Root ignores permission bits, but nobody can write to this file system.
  test('fails for a directory that cannot be written', () => {
    expect(prepareDirectory('/sys/databuild', 'state')).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/^(EPERM|EACCES|EROFS)$/) },
    });
  });

  test('fails on a file system that allows no new directories', () => {
    expect(prepareDirectory('/proc/databuild/a', 'state')).toMatchObject({
      ok: false,
      error: { code: 'ENOENT' },
    });
  });
});
