import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { serve } from './databuild_worker.mjs';

await serve(([n], env) => {
  const squares = readFileSync(`squares/n=${n}`, 'utf8').trim().split('\n').map(Number);
  const sum = squares.reduce((total, square) => total + square, 0);

  mkdirSync('sum', { recursive: true });
  writeFileSync(`sum/n=${n}.new`, `${sum}\n`);
  renameSync(`sum/n=${n}.new`, `sum/n=${n}`);
  writeFileSync(env.DATABUILD_METADATA_FILE, JSON.stringify({ sum }));
});
