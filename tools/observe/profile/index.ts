export { Profile, type ProfileOptions } from './profile.js';
export { TraceFile } from './trace_file.js';
