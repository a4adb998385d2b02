/** The objects that a command printed, one on each line. */
export const values = (jsonLines: string): Record<string, unknown>[] =>
  jsonLines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** The outputs of the printed manifests. */
export const outputs = (jsonLines: string): string[] =>
  (values(jsonLines) as { outputs: string[] }[]).flatMap((manifest) => manifest.outputs);
