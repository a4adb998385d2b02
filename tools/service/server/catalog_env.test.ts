import { expect, test } from '@jest/globals';
import { catalogEnv } from './catalog_env.js';

const ENV = { PGPASSWORD: 'p', PGSSLMODE: 'require', PGUSER: undefined, PATH: '/bin', PGP_KEY: 'k', TOKEN: 't' };

test('programs get the address of the catalog and what it takes to connect to it, and nothing else', () => {
  expect(catalogEnv('postgres://h/d', ENV)).toEqual({
    DATABUILD_CATALOG: 'postgres://h/d',
    PGPASSWORD: 'p',
    PGSSLMODE: 'require',
  });
});

test('programs get nothing more if the catalog is in the state directory', () => {
  expect(catalogEnv(undefined, ENV)).toEqual({});
});
