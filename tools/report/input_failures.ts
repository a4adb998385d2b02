import { describeCode } from './error_codes.js';
import { describeObstacle, fixOfObstacle } from './obstacle.js';
import type { DirectoryFailure, ReadFailure, WriteFailure } from '../base/runtime/index.js';
import { whole } from './show.js';

export function describeReadFailure(failure: ReadFailure): string {
  return `cannot read ${whole(failure.source)}: ${describeCode(failure.code)}`;
}

export function describeWriteFailure(failure: WriteFailure): string {
  return `cannot write ${whole(failure.path)}: ${describeCode(failure.code)}`;
}

export function describeDirectoryFailure({ path, purpose, code, obstacle }: DirectoryFailure): string {
  const option = purpose === 'data' ? '--data-dir' : purpose === 'result' ? '--result-dir' : '--state-dir';
  const why = obstacle === undefined ? describeCode(code) : describeObstacle(obstacle, path);
  const fix = obstacle && fixOfObstacle(obstacle);
  return `cannot use ${whole(path)} as ${purpose} directory: ${why}; ${fix === undefined ? '' : `${fix}, or `}name another with ${option}`;
}
