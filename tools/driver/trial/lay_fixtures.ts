import { chmod, copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { errorCode, resolveRunfile } from '../../base/runtime/index.js';
import type { JobSite } from '../site.js';
import type { TrialProblem } from './problem.js';
import type { Trial } from './trial.js';

/** Copies the fixtures into the data directory. Bazel's files are read-only links, and jobs may read them as they like. */
export async function layFixtures({ fixtures }: Trial, { runfilesDir, dataDir }: JobSite): Promise<TrialProblem[]> {
  const problems: TrialProblem[] = [];
  for (const [path, runfile] of Object.entries(fixtures)) {
    const to = join(dataDir, path);
    try {
      await mkdir(dirname(to), { recursive: true });
      await copyFile(resolveRunfile(runfilesDir, runfile), to);
      await chmod(to, 0o644);
    } catch (error) {
      problems.push({ reason: 'fixture-not-copied', path, code: errorCode(error) });
    }
  }
  return problems;
}
