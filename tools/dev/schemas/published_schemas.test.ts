import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { manifestOf } from '../../catalog/conformance/manifests.js';
import { memoryCatalog } from '../../catalog/index.js';
import { diff } from '../../plan/diff/index.js';
import { fakePlan, refs } from '../testing/index.js';
import { publishedSchemas } from './published_schemas.js';

const folder = join(import.meta.dirname, '..', '..', '..', 'docs', 'schemas');

test('docs/schemas is up to date with the schemas in the code', async () => {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
  const onDisk = new Map(
    await Promise.all(files.map(async (file) => [file, await readFile(join(folder, file), 'utf8')] as const)),
  );
  const stale = [...publishedSchemas()].filter(([file, text]) => onDisk.get(file) !== text).map(([file]) => file);
  const unknown = files.filter((file) => !publishedSchemas().has(file));
  expect({
    'to update them, run': 'bazel run //tools/dev/schemas:update_schemas',
    stale,
    'to be deleted': unknown,
  }).toEqual({
    'to update them, run': 'bazel run //tools/dev/schemas:update_schemas',
    stale: [],
    'to be deleted': [],
  });
});

const validator = (file: string) =>
  new Ajv2020({ strict: false, validateFormats: false }).compile(
    JSON.parse(publishedSchemas().get(file) ?? '{}') as object,
  );

test('the published schema accepts valid configure outputs and rejects invalid ones', () => {
  const isConfigureOutput = validator('configure_output.json');
  const config = {
    outputs: ['reviews/date=2024-03-01'],
    inputs: [{ depType: 'materialize', ref: 'podcasts/all' }],
    args: ['--date', '2024-03-01'],
    env: { TZ: 'UTC' },
  };
  expect(isConfigureOutput([config, { outputs: ['only/what/must/be/there'] }])).toBe(true);
  for (const broken of [
    { ...config, outputs: [] },
    { ...config, outputs: [''] },
    { ...config, outputs: ['a\nb'] },
    { ...config, inputs: [{ depType: 'maybe', ref: 'x' }] },
    { ...config, args: [1] },
    { ...config, env: { 'A B': '' } },
    { ...config, output: ['a misspelt field'] },
  ]) {
    expect(isConfigureOutput([broken])).toBe(false);
  }
});

test('every line of a catalog export matches the published schema', async () => {
  const isLine = validator('catalog_export_line.json');
  const catalog = memoryCatalog();
  await catalog.record([manifestOf('m1', ['a', 'b'])]);
  await catalog.forget(refs('a'));
  const lines: unknown[] = [];
  for await (const line of catalog.exportLines()) lines.push(JSON.parse(line));
  expect(lines.map((line) => isLine(line))).toEqual([true, true]);
  for (const line of lines as object[]) expect(isLine({ ...line, schemaVersion: 2 })).toBe(false);
});

test('a difference matches the published schema', () => {
  const isDiff = validator('graph_diff.json');
  const result = diff(
    fakePlan([{ outputs: ['a/1'] }, { outputs: ['b/1'], inputs: ['a/1'] }]),
    fakePlan([{ outputs: ['a/1'], jobVersion: '2.0.0', config: { args: ['-v'] } }, { outputs: ['c/1'] }]),
  );
  expect(result.jobs.changed.length * result.tasks.changed.length * result.partitions.added.length).toBe(1);
  expect(isDiff(JSON.parse(JSON.stringify(result)))).toBe(true);
  expect(isDiff({ ...result, jobs: undefined })).toBe(false);
});
