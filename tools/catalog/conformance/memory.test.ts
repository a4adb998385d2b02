import { memoryCatalog } from '../index.js';
import { describeCatalog } from './describe_catalog.js';

describeCatalog('memory', () => {
  let time = 1_700_000_000_000;
  const catalog = memoryCatalog({ now: () => time });
  return Promise.resolve({
    open: () => Promise.resolve(catalog),
    elapse: (ms) => {
      time += ms;
      return Promise.resolve();
    },
  });
});
