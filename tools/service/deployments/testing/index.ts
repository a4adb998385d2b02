export { archiveOf, tarOf, type TestEntry } from './archive_of.js';
export { graphArchive, graphEntries, type GraphArchiveOptions } from './graph_archive.js';
