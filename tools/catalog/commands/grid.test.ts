import { describe, expect, test } from '@jest/globals';
import { patternIndexOf, patternsOf } from '../../base/model/index.js';
import { refs, templateJob } from '../../dev/testing/index.js';
import { manifestOf } from '../conformance/manifests.js';
import { grid, memoryCatalog } from '../index.js';

async function draw(refs: readonly string[], prefix?: string): Promise<string[]> {
  const catalog = memoryCatalog();
  await catalog.record([manifestOf('m', refs)]);
  return grid(catalog, { prefix });
}

describe('grid', () => {
  test('draws a calendar if the values of a key are dates', async () => {
    const refs = [
      'reviews/date=2024-02-28',
      'reviews/date=2024-02-29',
      'reviews/date=2024-03-02',
      'reviews/date=2024-05-31',
    ];
    expect(await draw(refs)).toEqual([
      'reviews/date=*  (4)',
      '         ....5...10...15...20...25...30.',
      '2024-02  ···························■■',
      '2024-03  ·■·····························',
      '2024-04  ······························',
      '2024-05  ······························■',
      '',
    ]);
  });

  test('draws a calendar for each value of the other keys, and shortens long gaps', async () => {
    const refs = ['s/date=2020-01-01/of=b', 's/date=2024-01-03/of=b', 's/date=2024-01-02/of=a'];
    expect(await draw(refs)).toEqual([
      's/date=*/of=b  (2)',
      '         ....5...10...15...20...25...30.',
      '2020-01  ■······························',
      '  ⋮      47 months without any',
      '2024-01  ··■····························',
      '',
      's/date=*/of=a  (1)',
      '         ....5...10...15...20...25...30.',
      '2024-01  ·■·····························',
      '',
    ]);
  });

  test('draws a matrix of the last two keys', async () => {
    const refs = [
      't/x=1/region=eu/size=s',
      't/x=1/region=eu/size=xl',
      't/x=1/region=us/size=s',
      't/x=2/region=eu/size=m',
    ];
    expect(await draw(refs)).toEqual([
      't/x=1/region=*/size=*  (3)',
      '    s  xl',
      'eu  ■  ■',
      'us  ■  ·',
      '',
      't/x=2/region=*/size=*  (1)',
      '    m',
      'eu  ■',
      '',
    ]);
  });

  test('lists the values of a single key, and refs without keys', async () => {
    const years = Array.from({ length: 20 }, (_, i) => `y/year=${String(2000 + i)}`);
    expect(await draw(['whole', ...years, 'y/year=2024-02-30', 'other/k=v'])).toEqual([
      'other/k=*  (1)',
      'v',
      '',
      'whole',
      '',
      'y/year=*  (21)',
      '2000  2001  2002  2003  2004  2005  2006  2007  2008  2009  2010  2011  2012  2013  2014  2015',
      '2016  2017  2018  2019  2024-02-30',
      '',
    ]);
    expect(await draw(years, 'none')).toEqual([]);
  });

  describe('with expected partitions', () => {
    const gaps = async (there: readonly string[], expected: readonly string[]): Promise<string[]> => {
      const catalog = memoryCatalog();
      await catalog.record([manifestOf('m', there)]);
      return grid(catalog, {}, { expected: refs(...expected) });
    };

    test('draws the missing ones as gaps, and nothing where nothing is expected', async () => {
      expect(
        await gaps(
          ['d/date=2024-02-02', 'd/date=2024-02-05'],
          ['d/date=2024-02-01', 'd/date=2024-02-02', 'd/date=2024-03-31'],
        ),
      ).toEqual([
        'd/date=*  (2 of 4)',
        '         ....5...10...15...20...25...30.',
        '2024-02  ·■  ■',
        '2024-03                                ·',
        '',
      ]);
      expect(await gaps(['t/x=1/y=a', 't/x=2/y=b'], ['t/x=1/y=a', 't/x=1/y=b'])).toEqual([
        't/x=*/y=*  (2 of 3)',
        '   a  b',
        '1  ■  ·',
        '2     ■',
        '',
      ]);
      expect(await gaps([], ['whole', 'y/k=1'])).toEqual(['whole  (missing)', '', 'y/k=*  (0 of 1)', '  1', '  ·', '']);
    });
  });

  test('goes by the patterns of jobs, and names those that have no partition', async () => {
    const jobs = [templateJob('a', ['a/{x}/{y}.csv']), templateJob('b', ['b/{x}', 'all'])];
    const catalog = memoryCatalog();
    await catalog.record([manifestOf('m', ['a/1/2.csv', 'c/k=v'])]);
    const options = { patterns: patternIndexOf({ jobs }), named: jobs.flatMap(patternsOf) };
    expect(await grid(catalog, {}, options)).toEqual([
      'a/*/*.csv  (1)',
      '   2',
      '1  ■',
      '',
      'b/*  (none)',
      '',
      'all  (none)',
      '',
      'c/k=*  (1)',
      'v',
      '',
    ]);
  });

  test('lists a matrix that would be nearly empty', async () => {
    const lines = await draw(Array.from({ length: 1000 }, (_, i) => `t/x=${String(i)}/y=${String(i)}`));
    expect(lines.slice(0, 4)).toEqual(['t/x=*/y=*  (1000)', '0', '  0', '1']);
    expect(lines).toHaveLength(2002);
  });
});
