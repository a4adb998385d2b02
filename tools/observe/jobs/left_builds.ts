import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { lazily, processMarkSchema, type Inferred, type ProcessMark } from '../../base/model/index.js';
import { createOnce, errorCode, prepareDirectory } from '../../base/runtime/index.js';

/** What a state directory remembers of a build until the job catalog has all of its events. */
const leftSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(1),
    catalog: z.string().optional().describe('The shared catalog, without user and password; absent for the own one.'),
    host: z.string(),
    process: processMarkSchema(),
  }),
);
type Left = Inferred<typeof leftSchema>;

/** A build whose events the job catalog may not have yet, and the process that runs it. */
export interface LeftBuild {
  readonly buildId: string;
  readonly host: string;
  readonly process: ProcessMark;
}

/**
 * Builds whose events the job catalog may not have yet: a file for each, named by its id, from the start of the build until its
 * last event is delivered. What remains belongs to builds that were killed, or could not reach the catalog.
 */
export class LeftBuilds {
  readonly #folder: string;
  readonly #catalog: string | undefined;

  /** @param catalog the shared catalog, without user and password */
  constructor(stateDir: string, catalog: string | undefined) {
    this.#folder = join(stateDir, 'undelivered');
    this.#catalog = catalog;
  }

  add({ buildId, host, process }: LeftBuild): void {
    prepareDirectory(this.#folder, 'build');
    const left: Left = {
      schemaVersion: 1,
      ...(this.#catalog !== undefined && { catalog: this.#catalog }),
      host,
      process,
    };
    createOnce(join(this.#folder, buildId), `${JSON.stringify(left)}\n`);
  }

  async remove(buildId: string): Promise<void> {
    await rm(join(this.#folder, buildId), { force: true });
  }

  /** The builds that worked on this catalog, oldest first. */
  async list(): Promise<LeftBuild[]> {
    const names = await readdir(this.#folder).catch((error: unknown): string[] => {
      if (errorCode(error) === 'ENOENT') return [];
      throw error;
    });
    const found: LeftBuild[] = [];
    // A name that begins with a dot is a file that is being created.
    for (const buildId of names.filter((name) => !name.startsWith('.')).sort()) {
      const left = readLeft(await readFile(join(this.#folder, buildId), 'utf8').catch(() => ''));
      if (left !== undefined && left.catalog === this.#catalog) {
        found.push({ buildId, host: left.host, process: left.process });
      }
    }
    return found;
  }
}

function readLeft(text: string): Left | undefined {
  try {
    return leftSchema().safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
