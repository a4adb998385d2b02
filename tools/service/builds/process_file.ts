import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import { lazily, processMarkSchema, type Inferred } from '../../base/model/index.js';
import { writeAtomically } from '../../base/runtime/index.js';

const SCHEMA_VERSION = 1;

/** Which process works on a run. It is written before the process begins, so a process without it has done nothing. */
export const processFileSchema = lazily(() =>
  z.object({
    schemaVersion: z.literal(SCHEMA_VERSION),
    run: z.string(),
    phase: z.enum(['plan', 'exec']),
    host: z.string(),
    process: processMarkSchema(),
    /** RFC 3339, UTC. */
    startedAt: z.string(),
  }),
);
export type ProcessFile = Inferred<typeof processFileSchema>;

/** @throws system errors, with their code */
export async function writeProcessFile(path: string, content: Omit<ProcessFile, 'schemaVersion'>): Promise<void> {
  await writeAtomically(path, [`${JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...content })}\n`]);
}

/** @returns nothing if there is no such file, or if a later DataBuild wrote it */
export async function readProcessFile(path: string): Promise<ProcessFile | undefined> {
  try {
    const parsed = processFileSchema().safeParse(JSON.parse(await readFile(path, 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
