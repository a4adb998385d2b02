import { readFileSync, writeFileSync } from 'node:fs';
import { metadataOf, type PublishedFile } from './publish.js';

/** A task of a batch; only what the jobs here use of it. */
export interface BatchTask {
  readonly id: string;
  readonly args: readonly string[];
}

/** The tasks that DataBuild gives; run by hand, each argument is a task. */
export function readBatch(): readonly BatchTask[] {
  const batchFile = process.env['DATABUILD_BATCH_FILE'];
  if (batchFile === undefined) return process.argv.slice(2).map((arg) => ({ id: arg, args: [arg] }));
  const lines = readFileSync(batchFile, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as BatchTask);
}

/** What became of a task: the file that it wrote, or why it wrote none. */
export type TaskResult = { readonly file: PublishedFile } | { readonly problem: string };

/** Tells DataBuild the result of each task, by its id. Run by hand, the exit code is all there is. */
export function reportResults(results: ReadonlyMap<string, TaskResult>): void {
  for (const result of results.values()) {
    if ('file' in result) continue;
    console.error(result.problem);
    process.exitCode = 1;
  }
  const resultsFile = process.env['DATABUILD_BATCH_RESULTS'];
  if (resultsFile === undefined) return;
  const lines = Array.from(results, ([id, result]) =>
    JSON.stringify(
      'file' in result
        ? { id, outcome: 'succeeded', metadata: metadataOf([result.file]) }
        : { id, outcome: 'failed', message: result.problem },
    ),
  );
  writeFileSync(resultsFile, `${lines.join('\n')}\n`);
}
