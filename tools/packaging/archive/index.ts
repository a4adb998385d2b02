export { writeArchive } from './archive.js';
export { archiveMembers, type ArchiveMember } from './members.js';
