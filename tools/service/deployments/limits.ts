/** How much one archive may be. What exceeds a limit is refused as soon as that is seen. */
export interface Limits {
  /** Of the archive as it is sent. */
  readonly archiveBytes: number;
  /** Of everything in it, unpacked, with the headers of its entries. */
  readonly unpackedBytes: number;
  readonly entries: number;
  /** Of the path of an entry. */
  readonly pathBytes: number;
  /** Folders in folders. */
  readonly depth: number;
}

const MEGABYTE = 1024 * 1024;

export const DEFAULT_LIMITS: Limits = {
  archiveBytes: 1024 * MEGABYTE,
  unpackedBytes: 8 * 1024 * MEGABYTE,
  entries: 500_000,
  pathBytes: 1024,
  depth: 64,
};
