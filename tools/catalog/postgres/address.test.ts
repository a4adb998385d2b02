import { describe, expect, test } from '@jest/globals';
import { parseAddress } from './address.js';

describe('parseAddress', () => {
  test.each([
    ['postgres://db.example/catalog', 'postgres://db.example:5432/catalog'],
    [
      'postgresql://me:secret@db.example:6543/catalog?sslmode=require&password=secret',
      'postgres://db.example:6543/catalog',
    ],
    ['postgres://me:se%2Fcret@[::1]:5432/a', 'postgres://[::1]:5432/a'],
  ])('accepts %s, and its shown form has no secrets', (url, shown) => {
    expect(parseAddress(url)).toEqual({ ok: true, value: { url, shown } });
  });

  test.each([
    ['', 'not a URL'],
    ['catalog', 'not a URL'],
    ['postgres://me:sec@ret@db:port/x', 'not a URL'],
    ['//me:secret@db/x?password=secret', 'not a URL'],
    ['sqlite:///tmp/catalog.db', 'sqlite:// catalogs are not supported'],
    ['postgres://me:secret@/catalog', 'not a URL'],
    ['postgres:///catalog', 'has no host'],
    ['postgres://me:secret@db', 'has no database'],
  ])('rejects %j with the detail "%s"', (url, detail) => {
    const parsed = parseAddress(url);
    if (parsed.ok) throw new Error('the address was accepted');
    expect(parsed.error).toMatchObject({ reason: 'catalog-address-invalid', detail: expect.stringContaining(detail) });
    expect(parsed.error.path).not.toMatch(/sec|ret@/);
  });
});
