export { archiveOf, tarOf, type TestEntry } from './archive_of.js';
