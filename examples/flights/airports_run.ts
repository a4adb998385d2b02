import { publishCopy, writeMetadata } from './publish.js';
import { AIRPORTS_CSV } from './vega.js';

await writeMetadata([await publishCopy(AIRPORTS_CSV, 'airports/all/airports.csv')]);
