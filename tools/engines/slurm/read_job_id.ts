/**
 * Reads what `sbatch --parsable` prints: the id, and the cluster behind a semicolon. Wrappers of a site may print more before.
 *
 * @returns nothing if there is no id
 */
export function readJobId(text: string): string | undefined {
  const lines = text.split('\n').map((line) => /^(\d+)(?:;\S*)?$/.exec(line.trim())?.[1]);
  return lines.findLast((id) => id !== undefined);
}
