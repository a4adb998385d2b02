export { parseEntries, type Entry } from './entries.js';
export { emptyFoldersIn, filesIn, linkTarget, type FileIn } from './files.js';
export { foldersAbove, visibleEntries } from './visible.js';
