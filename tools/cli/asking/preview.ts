import { ok, type Result } from '../../base/model/index.js';
import type { CallFailure, Request, Service } from '../../service/client/index.js';
import type { GraphInvocation } from '../command.js';
import { followRequest } from './follow_request.js';
import { requestBody } from './request_body.js';
import { previewLines } from './request_lines.js';
import { refuseCall, withService } from './with_service.js';
import { writeTasks } from './planned_tasks.js';

const ENDS: ReadonlySet<string> = new Set(['failed', 'refused', 'cancelled', 'nothing-to-do']);

/** Has a service plan partitions, and prints the tasks as JSON Lines. Nothing is built. @returns the exit code */
export function askPlan(invocation: GraphInvocation): Promise<number> {
  return withService(invocation, (service) =>
    previewRequest(service, invocation, (request) => writeTasks(service, request, invocation)),
  );
}

/**
 * Makes a request whose plan nobody approves, shows the plan, and cancels the request.
 *
 * @param print called with the request that has a plan
 * @returns the exit code
 */
export async function previewRequest(
  service: Service,
  invocation: GraphInvocation,
  print: (request: Request) => Promise<number>,
): Promise<number> {
  const { messages, options, refuse } = invocation;
  const body = await requestBody(invocation, 'always');
  if (!body.ok) return body.error;
  const { ask, calls } = service;
  const header = { 'idempotency-key': globalThis.crypto.randomUUID() };
  const note = options.note ?? 'a preview';
  const made = await ask(calls.POST('/api/v1/requests', { body: { ...body.value, note }, params: { header } }));
  if (!made.ok) return refuseCall(invocation, made.error);
  const { id } = made.value;
  const planned = await followRequest(service, id, ({ request }): Promise<Result<Request | undefined, CallFailure>> =>
    Promise.resolve(ok(request.state === 'waiting-for-approval' || ENDS.has(request.state) ? request : undefined)),
  );
  if (!planned.ok) return refuseCall(invocation, planned.error);
  const { state, problem } = planned.value;
  if (state === 'failed' || state === 'refused') {
    refuse(problem?.detail ?? `the request is ${state}`);
    return state === 'failed' ? 1 : 2;
  }
  if (!options.quiet) for (const line of previewLines(planned.value)) messages.line(line);
  const code = await print(planned.value);
  if (state !== 'waiting-for-approval') return code;
  const ended = await ask(calls.POST('/api/v1/requests/{request}/cancel', { params: { path: { request: id } } }));
  return ended.ok ? code : refuseCall(invocation, ended.error);
}
