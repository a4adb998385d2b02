import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from '@jest/globals';

// Compares the partitions that the graph builds with queries over the raw files.

const RAW_FLIGHTS = `read_parquet('${resolve('node_modules/vega-datasets/data/flights-3m.parquet')}')`;
const RAW_AIRPORTS = `read_csv('${resolve('node_modules/vega-datasets/data/airports.csv')}')`;

const state = mkdtempSync(join(process.env['TEST_TMPDIR'] ?? '/tmp', 'flights-'));
const data = (path: string): string => join(state, 'data', path);

const run = (phase: string, ...refs: string[]): string => runOf('flights_graph', phase, ...refs);

const runOf = (graph: string, phase: string, ...refs: string[]): string => runIn(process.env, graph, phase, ...refs);

const runIn = (env: NodeJS.ProcessEnv, graph: string, phase: string, ...refs: string[]): string =>
  execFileSync(resolve(`examples/flights/${graph}.${phase}`), ['--state-dir', state, ...refs], {
    encoding: 'utf8',
    maxBuffer: Infinity,
    stdio: ['ignore', 'pipe', 'inherit'],
    env,
  });

let database: DuckDBConnection;

beforeAll(async () => {
  run('build', 'report/month=2001-02', 'airport_month/airport=ACY/month=2001-04');
  database = await (await DuckDBInstance.create()).connect();
}, 300_000);

const rows = async (query: string): Promise<unknown[]> => (await database.runAndReadAll(query)).getRowObjectsJson();

const csv = (path: string, ...options: string[]): string =>
  `read_csv(${[`'${data(path)}'`, 'hive_partitioning = false', ...options].join(', ')})`;

/** The rows that only one of two queries returns; duplicates count. */
const differences = async (one: string, other: string): Promise<unknown[]> =>
  await rows(`(${one} EXCEPT ALL ${other}) UNION ALL (${other} EXCEPT ALL ${one})`);

describe('a partition of flights', () => {
  test.each(['2001-02-01', '2001-02-28', '2001-04-30'])('of %s has the same rows as the raw file', async (day) => {
    const raw = `(SELECT date::TIME, delay, distance, origin, destination FROM ${RAW_FLIGHTS} WHERE date::DATE = '${day}')`;
    expect(await rows(`SELECT count(*) > 1000 AS many FROM ${raw}`)).toEqual([{ many: true }]);
    expect(await differences(`(FROM ${csv(`flights/day=${day}/flights.csv`)})`, raw)).toEqual([]);
  });
});

test('the delays of each day equal those of a query over the raw file', async () => {
  const expected = await rows(`
    SELECT date::DATE::VARCHAR AS day, count(*) AS flights, count(*) FILTER (delay >= 15) AS late,
      sum(delay)::BIGINT AS delay_minutes, quantile_disc(delay, 0.5) AS median_delay, quantile_disc(delay, 0.9) AS p90_delay
    FROM ${RAW_FLIGHTS} WHERE date >= '2001-02-01' AND date < '2001-03-01' GROUP BY day ORDER BY day`);
  expect(expected).toHaveLength(28);
  expect(await rows(`SELECT * REPLACE (day::VARCHAR AS day) FROM ${csv('delays/*/delays.csv')} ORDER BY day`)).toEqual(
    expected,
  );
});

describe('the month of an airport', () => {
  test.each([
    ['ORD', '2001-02', 28],
    ['IAH', '2001-02', 28],
    ['ACY', '2001-04', 1],
  ])('%s in %s has one row for each day with flights', async (airport, month, days) => {
    const expected = await rows(`
      SELECT date::DATE::VARCHAR AS day, count(*) AS departures, count(*) FILTER (delay >= 15) AS late,
        sum(delay)::BIGINT AS delay_minutes
      FROM ${RAW_FLIGHTS} WHERE origin = '${airport}' AND strftime(date, '%Y-%m') = '${month}' GROUP BY day ORDER BY day`);
    expect(expected).toHaveLength(days);
    const built = csv(`airport_month/airport=${airport}/month=${month}/days.csv`);
    expect(await rows(`SELECT * REPLACE (day::VARCHAR AS day) FROM ${built}`)).toEqual(expected);
  });
});

describe('the report', () => {
  test('ranks the twelve busiest airports by how often their flights are late', async () => {
    const expected = await rows(`
      SELECT iata AS airport, name, city, state, count(*) AS departures, count(*) FILTER (delay >= 15) AS late,
        printf('%.4f', late / departures) AS late_share, printf('%.2f', sum(delay) / departures) AS mean_delay
      FROM ${RAW_FLIGHTS} JOIN ${RAW_AIRPORTS} ON origin = iata
      WHERE strftime(date, '%Y-%m') = '2001-02'
        AND origin IN (SELECT origin FROM ${RAW_FLIGHTS} GROUP BY origin ORDER BY count(*) DESC LIMIT 12)
      GROUP BY ALL ORDER BY late / departures DESC`);
    expect(expected).toHaveLength(12);
    const built = csv('report/month=2001-02/report.csv', 'types = { late_share: VARCHAR, mean_delay: VARCHAR }');
    expect(await rows(`FROM ${built}`)).toEqual(expected);
  });

  test('is a page that loads no other files', () => {
    const page = readFileSync(data('report/month=2001-02/report.html'), 'utf8');
    expect(page).toContain('<h1>February 2001, on time?</h1>');
    expect(page.match(/<rect class="(late|calm)"[^>]*><title>/g)).toHaveLength(28);
    expect(page).not.toMatch(/https?:|<script|<link|<img|src=|url\(|@import/);
  });
});

test('a second plan for built partitions has no tasks', () => {
  const plan = JSON.parse(run('plan', 'report/month=2001-02', 'delays/day=2001-02-03')) as Record<string, unknown>;
  expect(plan).toMatchObject({
    tasks: [],
    pruned: [{ ref: 'delays/day=2001-02-03' }, { ref: 'report/month=2001-02' }],
  });
});

test('a missing partition whose inputs exist is the only task of its plan', () => {
  const plan = JSON.parse(run('plan', 'airport_month/airport=SEA/month=2001-02')) as { tasks: unknown[] };
  expect(plan.tasks).toMatchObject([
    {
      config: { args: ['2001-02', 'SEA'] },
      reason: { kind: 'missing', refs: ['airport_month/airport=SEA/month=2001-02'] },
    },
  ]);
});

test('when a new major version of the flights makes the same data, nothing else is built again', () => {
  const refs = ['report/month=2001-02', 'airport_month/airport=ORD/month=2001-02'];
  const plan = JSON.parse(runOf('next_graph', 'plan', ...refs)) as { tasks: { job: string; runsIf?: string }[] };
  // 28 days of flights; 28 days of delays, 12 airports and the report.
  const [days, others] = [28, 28 + 12 + 1];
  expect(plan.tasks).toHaveLength(days + others);
  const certain = plan.tasks.filter(({ runsIf }) => runsIf === undefined);
  expect(certain.map(({ job }) => job)).toEqual(Array<string>(days).fill('//examples/flights:next_flights'));
  const manifests = runOf('next_graph', 'build', ...refs)
    .trimEnd()
    .split('\n');
  const origins = manifests.map((line) => (JSON.parse(line) as { origin?: string }).origin ?? 'built');
  expect(origins.toSorted()).toEqual([
    ...Array<string>(days).fill('built'),
    ...Array<string>(others).fill('unchanged'),
  ]);
});

test('one process in TypeScript makes the months of all airports, as a worker', () => {
  // Every program in TypeScript is started by a script, whose `#!/usr/bin/env bash` finds this one, which writes it down.
  const bin = join(state, 'bin');
  const started = join(bin, 'started');
  mkdirSync(bin);
  writeFileSync(join(bin, 'bash'), `#!/bin/sh\necho "$@" >> '${started}'\nexec /bin/bash "$@"\n`, { mode: 0o755 });
  const refs = ['ATL', 'DFW', 'LAX', 'PHX'].map((airport) => `airport_month/airport=${airport}/month=2001-02`);
  const env = { ...process.env, PATH: `${bin}:${String(process.env['PATH'])}` };
  runIn(env, 'flights_graph', 'build', '-j', '1', ...refs.flatMap((ref) => ['--force', ref]), ...refs);

  const starts = readFileSync(started, 'utf8').split('\n');
  expect(starts.filter((line) => line.includes('/airport_month_run'))).toEqual([
    expect.stringMatching(/\/airport_month_run --persistent_worker$/),
  ]);
});
