import { z } from '@hono/zod-openapi';
import type { Problem } from '../../programs/index.js';
import { notFound } from '../problems.js';
import { text } from '../text.js';

/** Ids of builds and tasks. */
export const id = text(64);

export const ONE_BUILD = z.strictObject({ build: id.describe('Id of the build.') });

export function noBuild(build: string): Problem {
  return notFound(`build ${build}`, 'GET /builds lists them');
}

export function noTask(build: string, task: string): Problem {
  return notFound(`task ${task} of build ${build}`, 'GET /builds/{build}/tasks lists them');
}
