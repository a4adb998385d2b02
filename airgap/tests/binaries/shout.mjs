// shout.mjs WORDS.json [FILE]: writes the words in capitals to FILE, or to standard output.

import { readFileSync, writeFileSync } from 'node:fs';
import process from 'node:process';

const [words, file] = process.argv.slice(2);
const shout = JSON.parse(readFileSync(words, 'utf8')).join(' ').toUpperCase();
if (file === undefined) process.stdout.write(shout);
else writeFileSync(file, shout);
