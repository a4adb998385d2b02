import { err, ok, type Result } from '../../base/model/index.js';
import { inputLines } from '../../base/runtime/index.js';
import type { CallFailure, Request, Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { targetOf } from '../help.js';
import { describeFailedTasks } from './failed_tasks.js';
import { followRequest, type Seen } from './follow_request.js';
import { previewRequest } from './preview.js';
import { requestBody } from './request_body.js';
import { progressLine, stateLines } from './request_lines.js';
import { refuseCall, withService } from './with_service.js';

/** Has a service build partitions, and follows the request to its end. @returns the exit code */
export async function askBuild(invocation: GraphInvocation): Promise<number> {
  const { args, options, out, usageError } = invocation;
  if (options.cancel && options.request === undefined) return usageError('--cancel needs --request ID');
  if (options.request !== undefined && args.length > 0) {
    return usageError('--request goes on with a request that was made; leave the refs out');
  }
  if (options.dryRun && options.request !== undefined) return usageError('--dry-run and --request: choose one');
  return withService(invocation, async (service) => {
    if (options.dryRun) return previewRequest(service, invocation, () => Promise.resolve(0));
    const request = await (options.request === undefined
      ? createRequest(service, invocation)
      : findRequest(service, options.request, invocation));
    if (!request.ok) return request.error;
    if (options.cancel) return 0;
    await out.write(`${request.value.id}\n`);
    return follow(service, request.value, invocation);
  });
}

async function createRequest(service: Service, invocation: GraphInvocation): Promise<Result<Request, number>> {
  const body = await requestBody(invocation, undefined);
  if (!body.ok) return body;
  const { ask, calls } = service;
  const header = { 'idempotency-key': globalThis.crypto.randomUUID() };
  const created = await ask(calls.POST('/api/v1/requests', { body: body.value, params: { header } }));
  if (created.ok) return created;
  if (created.error.reason === 'interrupted') {
    invocation.messages.line('interrupted before the service had answered; it may have accepted the request');
  }
  return err(refuseCall(invocation, created.error));
}

async function findRequest(
  { ask, calls }: Service,
  id: string,
  invocation: GraphInvocation,
): Promise<Result<Request, number>> {
  const params = { path: { request: id } };
  const found = invocation.options.cancel
    ? await ask(calls.POST('/api/v1/requests/{request}/cancel', { params }))
    : await ask(calls.GET('/api/v1/requests/{request}', { params }));
  if (!found.ok) return err(refuseCall(invocation, found.error));
  const { state } = found.value;
  if (invocation.options.cancel && !invocation.options.quiet) {
    invocation.messages.line(
      state === 'cancelled'
        ? `request ${id} is cancelled`
        : `cancelling request ${id}: its running tasks finish first; to end them now, cancel it once more`,
    );
  }
  return found;
}

async function follow(service: Service, request: Request, invocation: GraphInvocation): Promise<number> {
  const { cancellation, messages } = invocation;
  const story = new Story(service, invocation);
  const end = await followRequest(service, request.id, (seen) => story.take(seen));
  messages.status([]);
  if (end.ok) return end.value;
  if (cancellation.received === undefined && end.error.reason !== 'connection-lost') {
    return refuseCall(invocation, end.error);
  }
  const code = refuseCall(invocation, end.error);
  const again = `${commandLine(invocation)} --request ${request.id}`;
  messages.line(
    `the request goes on without this command\n  to follow it again: ${again}\n  to cancel it: ${again} --cancel`,
  );
  return code;
}

/** How the user starts this command, with the service. */
function commandLine({ context, descriptor, options }: GraphInvocation): string {
  const target = targetOf(descriptor.label, { suffix: 'build' }, context.startedAs);
  return `${context.underBazelRun ? target.bazelRun : target.name} --server ${options.server?.href ?? ''}`;
}

/** What a person is told of a request, and what is decided on the way. */
class Story {
  readonly #service: Service;
  readonly #invocation: GraphInvocation;
  #said = '';

  constructor(service: Service, invocation: GraphInvocation) {
    this.#service = service;
    this.#invocation = invocation;
  }

  /** @returns the exit code, when the request has ended */
  async take({ request, build }: Seen): Promise<Result<number | undefined, CallFailure>> {
    const { state, plan } = request;
    const stage = state === 'waiting-for-approval' ? `${state} ${plan?.id ?? ''}` : state;
    if (stage !== this.#said) this.#say(stateLines(request));
    const isNew = stage !== this.#said;
    this.#said = stage;
    switch (state) {
      case 'waiting-for-approval':
        return isNew ? this.#approve(request) : ok(undefined);
      case 'running':
        if (build !== undefined) this.#progress(progressLine(build));
        return ok(undefined);
      case 'succeeded':
      case 'nothing-to-do':
        return ok(0);
      case 'failed':
        return this.#failed(request, build?.id);
      case 'cancelled':
        return ok(this.#end(`request ${request.id} was cancelled`, 1));
      case 'refused':
      case 'stopped':
        return ok(this.#end(request.problem?.detail ?? `request ${request.id} is ${state}`, 2));
      default:
        return ok(undefined);
    }
  }

  #say(lines: readonly string[]): void {
    if (this.#invocation.options.quiet) return;
    for (const line of lines) this.#invocation.messages.line(line);
  }

  #shown = '';

  #progress(line: string): void {
    const { context, messages, options } = this.#invocation;
    if (options.quiet || line === this.#shown) return;
    this.#shown = line;
    if (context.stderrIsTty) messages.status([line]);
    else messages.line(line);
  }

  #end(message: string, code: number): number {
    this.#invocation.refuse(message);
    return code;
  }

  async #failed({ problem, id }: Request, build: string | undefined): Promise<Result<number, CallFailure>> {
    const lines = build === undefined ? ok([]) : await describeFailedTasks(this.#service, build);
    if (!lines.ok) return lines;
    for (const line of lines.value) this.#invocation.messages.line(line);
    return ok(this.#end(`request ${id} failed${problem === undefined ? '' : `: ${problem.detail}`}`, 1));
  }

  async #approve({ id, plan }: Request): Promise<Result<number | undefined, CallFailure>> {
    const { cancellation, context, messages, options } = this.#invocation;
    const { ask, calls } = this.#service;
    if (plan === undefined) return ok(undefined);
    if (!options.yes) {
      if (!context.stdinIsTty || !context.stderrIsTty) {
        const again = `${commandLine(this.#invocation)} --request ${id} --yes`;
        return ok(this.#end(`request ${id} waits until somebody approves its plan; to approve it: ${again}`, 2));
      }
      messages.line('Type "yes" to approve the plan:');
      messages.flush();
      if (!(await saysYes(cancellation.signal))) {
        if (cancellation.received !== undefined) return err({ reason: 'interrupted' });
        const cancelled = await ask(
          calls.POST('/api/v1/requests/{request}/cancel', { params: { path: { request: id } } }),
        );
        return cancelled.ok ? ok(this.#end('not approved; the request is cancelled', 2)) : cancelled;
      }
    }
    const params = { path: { request: id } };
    const approved = await ask(calls.POST('/api/v1/requests/{request}/approve', { params, body: { plan: plan.id } }));
    // Somebody else was faster, or the plan was made again: what the request is now is read next.
    if (!approved.ok && !(approved.error.reason === 'refused' && approved.error.problem.status === 409))
      return approved;
    return ok(undefined);
  }
}

async function saysYes(signal: AbortSignal): Promise<boolean> {
  for await (const line of inputLines('stdin', signal)) return /^y(es)?$/i.test(line.trim());
  return false;
}
