import {
  canonicalDescriptor,
  err,
  graphDescriptorSchema,
  isGraphDescriptor,
  isObject,
  isServiceDescriptor,
  isSingleJobDescriptor,
  ok,
  serviceDescriptorSchema,
  singleJobDescriptorSchema,
  type Result,
  type ServiceDescriptor,
} from '../base/model/index.js';
import { readTextNow } from '../base/runtime/index.js';
import type { Command, Descriptor } from './command.js';

const KINDS = {
  graph: { isWritten: isGraphDescriptor, schema: graphDescriptorSchema },
  job: { isWritten: isSingleJobDescriptor, schema: singleJobDescriptorSchema },
  service: { isWritten: isServiceDescriptor, schema: serviceDescriptorSchema },
} as const;

/**
 * Reads the file that the rules wrote for a target. If it is invalid, the versions of rules and tools do not match.
 *
 * @param only the kind that it must have; any, if it is left out
 */
export function readDescriptor(path: string): Result<Descriptor, string>;
export function readDescriptor(
  path: string,
  only: Command['descriptor'],
): Result<Descriptor | ServiceDescriptor, string>;
export function readDescriptor(
  path: string,
  only?: Command['descriptor'],
): Result<Descriptor | ServiceDescriptor, string> {
  const text = readTextNow(path);
  if (!text.ok) return err(`cannot read the descriptor ${path}: ${text.error.code}`);
  let value: unknown;
  try {
    value = JSON.parse(text.value);
  } catch {
    return err(`the descriptor ${path} is not JSON`);
  }
  const kind = only ?? (isObject(value) && value['kind'] === 'job' ? 'job' : 'graph');
  const { isWritten, schema } = KINDS[kind];
  if (isWritten(value)) return ok(canonicalDescriptor(value));
  const parsed = schema().safeParse(value);
  if (parsed.success) return ok(canonicalDescriptor(parsed.data));
  const issue = parsed.error.issues[0];
  return err(
    `the descriptor ${path} is not a valid ${kind} descriptor: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}; ` +
      'build the target again with rules and tools of one version',
  );
}
