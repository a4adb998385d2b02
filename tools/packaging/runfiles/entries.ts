/** A runfile, or another file of an archive, as a rule describes it. */
export interface Entry {
  /** Path in the runfiles tree; in an archive, below its top-level folder. */
  readonly path: string;
  /** The path of the content; an entry without it is an empty file. */
  readonly source?: string;
  /** Whether `source`, if it is a symlink, may be one that the build declared. */
  readonly mayBeLink: boolean;
  /** Whether it is never executable, whatever its mode. Bazel sets the executable bit of all outputs. */
  readonly plain: boolean;
  /** `source` is a tree artifact. Every file in it has its own entry. */
  readonly isTree?: true;
}

interface EntryLine {
  readonly folder: string;
  readonly entry: {
    readonly path: string;
    readonly source?: string;
    readonly may_be_link?: boolean;
    readonly plain?: boolean;
    readonly is_tree?: boolean;
  };
}

/** Reads the param file that `rules/private/runfiles_entries.bzl` writes: one JSON object per line. */
export function parseEntries(text: string): Entry[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const { folder, entry } = JSON.parse(line) as EntryLine;
      return {
        path: folder + entry.path,
        ...(entry.source === undefined ? {} : { source: entry.source }),
        mayBeLink: entry.may_be_link ?? false,
        plain: entry.plain ?? false,
        ...(entry.is_tree === true ? { isTree: true } : {}),
      };
    });
}
