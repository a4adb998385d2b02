/**
 * Makes a JavaScript program a persistent worker of DataBuild, or of Bazel. Types: databuild_worker.d.mts.
 *
 *     import { serve } from './databuild_worker.mjs';
 *     await serve(async (args, env) => console.log(args, env.TZ));
 *
 * Started with --persistent_worker, the program answers requests until its input ends. Started without, it runs once
 * with its arguments. Node's own modules are all that it needs.
 */

import { createInterface } from 'node:readline';

const WORKER_ARGUMENT = '--persistent_worker';

/** @type {import('./databuild_worker.mjs').serve} */
export async function serve(handler) {
  // Those of its target in the BUILD file: the arguments of every call come behind them.
  const fixed = process.argv.slice(2);
  if (fixed.pop() !== WORKER_ARGUMENT) {
    const exitCode = await handler(process.argv.slice(2), { ...process.env });
    if (exitCode !== undefined) process.exitCode = exitCode;
    return;
  }
  const print = process.stdout.write.bind(process.stdout);
  for await (const line of createInterface(process.stdin)) {
    const request = JSON.parse(line);
    // No request is left to cancel: one is answered before the next one is read.
    if (request.cancel === true) continue;
    const { exitCode, output } = await run(handler, [...fixed, ...request.arguments], request.env);
    print(`${JSON.stringify({ exitCode, output, requestId: request.requestId ?? 0 })}\n`);
  }
}

/** Runs one request. What it prints by `process.stdout` and `console` is its output; its variables are undone. */
async function run(handler, args, env = {}) {
  const variables = { ...process.env };
  const directory = process.cwd();
  const write = process.stdout.write;
  const printed = [];
  process.stdout.write = (chunk, encoding, callback) => {
    printed.push(Buffer.from(chunk));
    const done = typeof encoding === 'function' ? encoding : callback;
    if (done !== undefined) process.nextTick(done);
    return true;
  };
  Object.assign(process.env, env);
  let exitCode;
  try {
    exitCode = (await handler(args, { ...process.env })) ?? Number(process.exitCode ?? 0);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    exitCode = 1;
  } finally {
    process.exitCode = undefined;
    process.stdout.write = write;
    process.chdir(directory);
    for (const name of Object.keys(process.env)) if (!(name in variables)) delete process.env[name];
    Object.assign(process.env, variables);
  }
  return { exitCode, output: Buffer.concat(printed).toString() };
}
