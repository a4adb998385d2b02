import { DatabaseSync } from 'node:sqlite';

/** Opens the raw database, which stays as it is. Its path is in a variable, which builds pass on. */
export function openRaw(): DatabaseSync {
  const path = process.env['PODCAST_REVIEWS_DB'];
  if (path === undefined || path === '') {
    throw new Error(
      'PODCAST_REVIEWS_DB is not set; set it to the raw database, and pass it on: --pass-env PODCAST_REVIEWS_DB',
    );
  }
  return new DatabaseSync(path, { readOnly: true });
}
