import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { CatalogError, memoryCatalog } from '../catalog/index.js';
import { passOnSignals, refs } from '../dev/testing/index.js';
import { openAsking } from './calls.js';
import { speculationOf } from './speculation.js';
import { SmallSite } from './testing/index.js';

let small: SmallSite;
let deafen: () => void;

beforeAll(() => {
  deafen = passOnSignals('SIGCHLD');
});

afterAll(() => {
  deafen();
});

beforeEach(() => {
  small = new SmallSite();
});

afterEach(() => small.remove());

const { signal } = new AbortController();

test('a catalog that fails is read once, and expects nothing', async () => {
  await using asking = openAsking(small.site, signal);
  let reads = 0;
  const inputs = (): Promise<never> => {
    reads++;
    return Promise.reject(new CatalogError({ reason: 'catalog-not-a-database', path: 'catalog' }, undefined));
  };
  const speculation = speculationOf(small.site, { ...memoryCatalog(), inputs }, asking.askAhead);
  expect(await speculation?.inputsOf(refs('a'), 10)).toEqual([]);
  expect(await speculation?.inputsOf(refs('b'), 10)).toEqual([]);
  expect(reads).toBe(1);
});

test('a site that switches speculation off has none', async () => {
  const site = { ...small.site, calls: { ...small.site.calls, speculates: false } };
  await using asking = openAsking(site, signal);
  expect(speculationOf(site, memoryCatalog(), asking.askAhead)).toBeUndefined();
});

test('the lines of a call ahead are shown if it succeeds', async () => {
  small.setScript('j.configure', '#!/bin/sh\necho "about $1" >&2\n[ "$1" != bad ] || exit 1\necho "[]"\n');
  const lines: string[] = [];
  const site = { ...small.site, calls: { ...small.site.calls, onLine: (line: string) => lines.push(line) } };
  await using asking = openAsking(site, signal);
  const request = { file: `${small.dir}/_main/test/j.configure`, env: site.env, cwd: small.dir, timeoutMs: 60_000 };
  for (const ref of ['good', 'bad']) await asking.askAhead.capture({ ...request, args: [ref], maxStdoutBytes: 1_000 });
  expect(lines).toEqual(['about good']);
});
