import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../base/model/index.js';
import { prepareDirectory, SHARED_BY_GROUP_MODE, type DirectoryFailure } from '../../base/runtime/index.js';
import { writeBatchFile, writeOutputsFile, type AttemptFiles } from '../local/index.js';
import { ATTEMPT_FILES } from './attempt_result.js';

/** The files of one attempt, in a folder that has a few files of each: see `ATTEMPT_FILES`. */
export class OwnFiles implements AttemptFiles {
  readonly start: string;
  readonly result: string;
  readonly log: string;
  readonly #scratch: string;

  constructor(dir: string, id: string) {
    this.start = join(dir, ATTEMPT_FILES.start(id));
    this.result = join(dir, ATTEMPT_FILES.result(id));
    this.log = join(dir, ATTEMPT_FILES.log(id));
    this.#scratch = join(dir, ATTEMPT_FILES.scratch(id));
  }

  prepare(): Result<void, DirectoryFailure> {
    return prepareDirectory(this.#scratch, 'build', SHARED_BY_GROUP_MODE);
  }

  /** Removes what only the programs of the attempt needed. */
  clear(): void {
    rmSync(this.#scratch, { recursive: true, force: true });
  }

  readonly logOf = (): string => this.log;
  readonly metadataFileOf = (): string => join(this.#scratch, 'metadata.json');
  readonly digestsFileOf = (): string => join(this.#scratch, 'digests.json');
  readonly resultsFileOf = (): string => join(this.#scratch, 'results.jsonl');
  readonly writeOutputs: AttemptFiles['writeOutputs'] = (_taskId, json) =>
    writeOutputsFile(join(this.#scratch, 'outputs.json'), json);
  readonly writeBatch: AttemptFiles['writeBatch'] = (_taskId, _attempt, lines) =>
    writeBatchFile(join(this.#scratch, 'batch.jsonl'), lines);
}
