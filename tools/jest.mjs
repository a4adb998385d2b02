// The entry point of every jest test. With one of our own, BUILD files need not load jest's, and whoever only builds the
// tools from source does not have to fetch it.
import { closeSync, openSync } from 'node:fs';

// Bazel runs a test with `shard_count` once per shard, and expects the file as proof that it took its part only.
const { TEST_SHARD_INDEX, TEST_SHARD_STATUS_FILE, TEST_TOTAL_SHARDS } = process.env;
if (TEST_SHARD_STATUS_FILE) {
  process.argv.push(`--shard=${Number(TEST_SHARD_INDEX) + 1}/${TEST_TOTAL_SHARDS}`);
  closeSync(openSync(TEST_SHARD_STATUS_FILE, 'w'));
}

await import('jest/bin/jest');
