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
});

describe('where state and data lie', () => {
  test('in the workspace, by default', () => {
    expect(locateDirectories(context(), {})).toEqual({ stateDir: '/ws/.databuild', dataDir: '/ws/.databuild/data' });
  });

  test('where the environment says, seen from where the user stands', () => {
    const env = { DATABUILD_STATE_DIR: 's', DATABUILD_DATA_DIR: '/d' };
    expect(locateDirectories(context(env), {})).toEqual({ stateDir: '/ws/sub/s', dataDir: '/d' });
  });

  test('where the options say, whatever the environment says', () => {
    const env = { DATABUILD_STATE_DIR: 's', DATABUILD_DATA_DIR: '/d' };
    expect(locateDirectories(context(env), { stateDir: '../o', dataDir: 'p' })).toEqual({
      stateDir: '/ws/o',
      dataDir: '/ws/sub/p',
    });
  });

  test('an empty variable says nothing', () => {
    expect(locateDirectories(context({ DATABUILD_STATE_DIR: '' }), {}).stateDir).toBe('/ws/.databuild');
  });

  test('the data directory follows the state directory', () => {
    expect(locateDirectories(context(), { stateDir: '/s' }).dataDir).toBe('/s/data');
  });

  test('paths of the user are seen from where the user stands', () => {
    expect(resolveUserPath(context(), 'plan.json')).toBe('/ws/sub/plan.json');
  });
});

describe('preparing a directory', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'paths-'));
  });

  afterEach(async () => {
    await chmod(join(dir, 'locked'), 0o700).catch(() => undefined);
    await rm(dir, { recursive: true, force: true });
  });

  test('makes it, and all above it', async () => {
    expect(await prepareDirectory(join(dir, 'a/b/c'), 'state')).toEqual({ ok: true, value: undefined });
    expect((await stat(join(dir, 'a/b/c'))).isDirectory()).toBe(true);
  });

  test.each(['file', 'file/below'])('a file in its place is a failure: %s', async (path) => {
    await writeFile(join(dir, 'file'), '');
    expect(await prepareDirectory(join(dir, path), 'data')).toMatchObject({
      ok: false,
      error: {
        ...{ reason: 'directory-unusable', purpose: 'data', path: join(dir, path), code: 'ENOTDIR' },
        obstacle: { file: join(dir, 'file'), code: 'ENOTDIR' },
      },
    });
  });

  // Permission bits do not bind root, but this file system lets nobody in.
  test('a directory that cannot be written is a failure', async () => {
    expect(await prepareDirectory('/sys/databuild', 'state')).toMatchObject({
      ok: false,
      error: { code: expect.stringMatching(/^(EPERM|EACCES|EROFS)$/) },
    });
  });

  test('a file system that makes no directories is a failure', async () => {
    expect(await prepareDirectory('/proc/databuild/a', 'state')).toMatchObject({
      ok: false,
      error: { code: 'ENOENT' },
    });
  });
});
