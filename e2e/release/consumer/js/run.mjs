// Writes the version of the Node that it runs on.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

const [ref] = process.argv.slice(2);
mkdirSync(dirname(ref), { recursive: true });
writeFileSync(ref, `${process.version.split('.')[0]}\n`);
