/** The objects that a command printed, one a line. */
export const values = (jsonLines: string): Record<string, unknown>[] =>
  jsonLines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** What the printed manifests are of. */
export const outputs = (jsonLines: string): string[] =>
  (values(jsonLines) as { outputs: string[] }[]).flatMap((manifest) => manifest.outputs);
