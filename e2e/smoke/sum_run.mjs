import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

const n = process.argv[2];
const squares = readFileSync(`squares/n=${n}`, 'utf8').trim().split('\n').map(Number);
const sum = squares.reduce((total, square) => total + square, 0);

mkdirSync('sum', { recursive: true });
writeFileSync(`sum/n=${n}.new`, `${sum}\n`);
renameSync(`sum/n=${n}.new`, `sum/n=${n}`);
writeFileSync(process.env.DATABUILD_METADATA_FILE, JSON.stringify({ sum }));
