import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access } from 'node:fs/promises';
import { count, number } from '../../base/json/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorCode, resolveRunfile, resolveUserPath } from '../../base/runtime/index.js';
import { readToken } from '../asking/token.js';
import type { GraphInvocation } from '../command.js';
import { callService, uploadFile, type CallFailure, type Remote } from '../deploy/service_calls.js';

/** Between two lines about an upload, on a terminal. */
const STATUS_EVERY_BYTES = 1024 * 1024;

interface Archive {
  readonly file: string;
  readonly size: number;
  /** sha256 in hexadecimal digits. */
  readonly digest: string;
}

/** Uploads the archive of the graph to a service, says what it would make stale, and can make it current. @returns the exit code */
export async function runDeploy(invocation: GraphInvocation): Promise<number> {
  const { args, cancellation, messages, options, out, refuse, usageError } = invocation;
  if (args.length > 0) return usageError(`unexpected argument ${JSON.stringify(args[0])}`);
  if (options.deployTo === undefined) return usageError('--to is missing; name the address of a service');
  const token = await readToken(invocation);
  if (!token.ok) return refuse(token.error);
  const archive = await findArchive(invocation);
  if (!archive.ok) return refuse(archive.error);
  const remote: Remote = { url: options.deployTo, token: token.value, signal: cancellation.signal };
  const fail = ({ message, status }: CallFailure): number => {
    refuse(message);
    // A service that fails is not a state that does not allow it.
    return status !== undefined && status >= 500 ? 1 : 2;
  };
  const { digest } = archive.value;
  const uploaded = await upload(remote, archive.value, invocation);
  if (!uploaded.ok) return fail(uploaded.error);
  const diff = await callService(remote, 'GET', `/deployments/${digest}/diff?limit=1`);
  if (diff.ok) describeDiff(diff.value as unknown as Diff, invocation);
  else if (diff.error.status === undefined) return fail(diff.error);
  else messages.line(`warning: what it would make stale is not known: ${diff.error.message}`);
  if (options.makesCurrent) {
    const made = await callService(remote, 'POST', `/deployments/${digest}/current`);
    if (!made.ok) return fail(made.error);
    if (!options.quiet) messages.line(`it is the current deployment of ${invocation.descriptor.label}`);
  } else if (!options.quiet && uploaded.value['state'] !== 'current') {
    messages.line('to make it the current deployment, add --current');
  }
  await out.write(`${digest}\n`);
  return 0;
}

/** Sends the archive, unless the service has it. */
async function upload(
  remote: Remote,
  { digest, file, size }: Archive,
  { messages, options }: GraphInvocation,
): ReturnType<typeof callService> {
  const known = await callService(remote, 'GET', `/deployments/${digest}`);
  if (known.ok && known.value['state'] !== 'deleted') {
    if (!options.quiet) messages.line(`the service already has ${digest.slice(0, 12)}`);
    return known;
  }
  // Only a service knows that it does not have it.
  if (!known.ok && known.error.reason !== 'deployment-not-found') return known;
  let shown = 0;
  const sent = await uploadFile(remote, '/deployments', file, size, (bytes) => {
    if (bytes - shown < STATUS_EVERY_BYTES) return;
    shown = bytes;
    messages.status([`uploading ${megabytes(bytes)} of ${megabytes(size)} MB`]);
  });
  messages.status([]);
  if (sent.ok && !options.quiet) messages.line(`uploaded ${digest.slice(0, 12)} (${megabytes(size)} MB)`);
  return sent;
}

interface Diff {
  readonly from?: string;
  readonly refs: number;
  readonly cut: boolean;
  readonly alreadyStale: number;
  readonly counts: readonly { readonly job: string; readonly reason: string; readonly tasks: number }[];
}

function describeDiff({ from, refs, cut, alreadyStale, counts }: Diff, { messages, options }: GraphInvocation): void {
  if (options.quiet) return;
  const looked = `${cut ? 'the first ' : ''}${count(refs, 'partition')}`;
  if (refs === 0) messages.line('nothing that it would make stale: the catalog has no partition of the graph');
  else if (counts.length === 0) messages.line(`of ${looked}, it makes none stale`);
  else {
    const compared = from === undefined ? '' : `, compared with ${from.slice(0, 12)}`;
    messages.line(`of ${looked}, it would make stale${compared}:`);
    for (const { job, reason, tasks } of counts) messages.line(`  ${job}: ${count(tasks, 'task')} (${reason})`);
  }
  if (alreadyStale > 0) messages.line(`${count(alreadyStale, 'task')} would run in any case`);
}

/** The archive, as the launcher names it in the runfiles, or as the user names it. */
async function findArchive({ context, options, runfilesDir }: GraphInvocation): Promise<Result<Archive, string>> {
  const { archive } = options;
  if (archive === undefined) return err('there is no archive; start the deploy target of a graph, or add --archive');
  const own = resolveRunfile(runfilesDir, archive);
  const file = await access(own).then(
    () => own,
    () => resolveUserPath(context, archive),
  );
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of createReadStream(file) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
  } catch (error) {
    return err(`cannot read the archive ${file}: ${errorCode(error)}`);
  }
  return ok({ file, size, digest: hash.digest('hex') });
}

function megabytes(bytes: number): string {
  return number(Math.ceil(bytes / 1_000_000));
}
