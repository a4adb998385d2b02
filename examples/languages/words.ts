import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Counts the words of a text: `words NAME`. */

const [name = ''] = process.argv.slice(2);
mkdirSync('words_ts', { recursive: true });
const words = readFileSync(`texts/${name}.txt`, 'utf8').match(/\S+/g) ?? [];
writeFileSync(`words_ts/.${name}.tmp`, `${String(words.length)}\n`);
renameSync(`words_ts/.${name}.tmp`, `words_ts/${name}.txt`);
