/** What is wrong with an entry of an archive. None of these is ever written. */
export type EntryProblem =
  | 'absolute-path'
  | 'path-leads-out'
  | 'path-not-plain'
  | 'path-too-long'
  | 'path-too-deep'
  | 'name-not-utf-8'
  | 'outside-of-the-folder'
  | 'duplicate'
  | 'below-a-file'
  | 'device'
  | 'unknown-kind'
  | 'special-mode'
  | 'content-of-no-file'
  | 'link-without-target'
  | 'link-target-absolute'
  | 'link-leads-out'
  | 'link-to-nothing'
  | 'link-loop';

/** Why an archive cannot be unpacked. */
export type UnpackFailure =
  /** It is no gzip-compressed tar archive, is damaged, or is cut off. */
  | { readonly reason: 'archive-unreadable'; readonly detail: string }
  | { readonly reason: 'archive-empty' }
  | { readonly reason: 'archive-entry-refused'; readonly entry: string; readonly problem: EntryProblem }
  | { readonly reason: 'archive-unpacks-too-large'; readonly limitBytes: number }
  | { readonly reason: 'archive-too-many-entries'; readonly limit: number }
  /** The service cannot write. `code`: `ENOSPC`, `EACCES` … */
  | { readonly reason: 'deployments-unwritable'; readonly path: string; readonly code: string };
