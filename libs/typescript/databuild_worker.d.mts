/**
 * What a program does with its arguments.
 *
 * @param env all of its environment variables; `process.env` holds the same ones for as long as the handler runs
 * @returns an exit code; nothing is `process.exitCode`, or 0. What it throws is printed on standard error, and is exit code 1
 */
export type Handler = (
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
) => number | void | Promise<number | void>;

/**
 * Calls a handler for every request if the program was started as a worker, or else once with its arguments.
 *
 * In both cases the handler prints as any other program does. As a worker, what it prints by `console` and `process.stdout` is
 * the output of the request. What it changes of `process.env` and of the current directory is undone after a request.
 * `process.exit()` would end the worker: return an exit code, or set `process.exitCode`.
 *
 * @returns when the input of a worker has ended, or when the handler has
 */
export function serve(handler: Handler): Promise<void>;
