export { writeArchive } from './archive.js';
export { resolveMembers, type Member } from './members.js';
