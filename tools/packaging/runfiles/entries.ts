/** What a rule says about one runfile, or another file of an archive. */
export interface Entry {
  /** Path in the runfiles tree; in an archive, below its one top-level folder. */
  readonly path: string;
  /** Where the content is; an entry without one is an empty file. */
  readonly source?: string;
  /** Whether `source`, if it turns out to be a symlink, may be one that the build declared. */
  readonly mayBeLink: boolean;
  /** Whether it is for reading only, whatever its mode. Bazel sets the executable bit of all that it makes. */
  readonly plain: boolean;
  /** `source` is a folder that an action made; every file in it has an entry of its own. */
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

/** Reads the param file that `rules/private/runfiles_entries.bzl` writes: one JSON object a line. */
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
