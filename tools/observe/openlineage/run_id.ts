import { hash } from 'node:crypto';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Run id of a build: its own id, which is a UUID of version 7. */
export function buildRunId(buildId: string): string {
  return UUID.test(buildId) ? buildId : uuid(hash('sha256', `build\n${buildId}`));
}

/**
 * Run id of a task in a build. It is derived from both, so that anyone who knows them can find the run. It begins with the
 * same time as the build's id, so they sort together.
 */
export function taskRunId(buildId: string, taskId: string): string {
  const time = buildRunId(buildId).replaceAll('-', '').slice(0, 12);
  return uuid(time + hash('sha256', `task\n${buildId}\n${taskId}`));
}

/** @param digits at least 32 hexadecimal digits: the time in milliseconds, then any others */
function uuid(digits: string): string {
  const variant = ((Number.parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `7${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
