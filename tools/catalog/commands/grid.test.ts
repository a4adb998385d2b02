import { describe, expect, test } from '@jest/globals';
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
});
