import type { JobChange, TaskChange } from '../plan/diff/index.js';
import { unreachable, type Reason } from '../base/model/index.js';
import { list, name } from './show.js';

/** How many digits of a key or digest are shown: enough to distinguish two. */
const KEY_SHOWN = 12;

/** Describes on one line how a task changed. */
export function describeTaskChange(change: TaskChange): string {
  switch (change.field) {
    case 'job':
    case 'jobVersion':
    case 'executable':
      return `${change.field}: ${text(change.old)} → ${text(change.new)}`;
    case 'versionKey':
    case 'contentKey':
      return `${change.field}: ${shortKey(change.old)} → ${shortKey(change.new)}`;
    case 'args':
      return `args[${String(change.index)}]: ${words(change.old)} → ${words(change.new)}`;
    case 'env':
      return `env.${change.name}: ${quoted(change.old)} → ${quoted(change.new)}`;
    case 'inputs':
      return `inputs: ${sets(change.removed.map(input), change.added.map(input))}`;
    case 'outputs':
      return `outputs: ${sets(change.removed, change.added)}`;
    case 'dependsOn':
      return `depends on tasks: ${sets(change.removed, change.added)}`;
    case 'reason':
      return `reason: ${reasonOrNone(change.old)} → ${reasonOrNone(change.new)}`;
    default:
      return unreachable(change);
  }
}

/** What changed in a job, in one word: its `version`, its `code` or its `configure`. */
export function describeJobField({ field }: JobChange): string {
  return field === 'run' ? 'code' : field;
}

/** The old and the new value of a change of a job. */
export function describeJobValues(change: JobChange): string {
  const length = change.field === 'version' ? Infinity : KEY_SHOWN;
  return `${text(change.old, length)} → ${text(change.new, length)}`;
}

/** Describes in a few words why a task runs. */
export function describeReason(reason: Reason): string {
  switch (reason.kind) {
    case 'missing':
    case 'forced':
    case 'refreshed':
      return reason.kind;
    case 'job-major-changed':
      return `${reason.kind} ${reason.from} → ${reason.to}`;
    case 'input-changed':
    case 'input-refreshed':
      return `${reason.kind} (${list(reason.refs)})`;
    case 'content-changed':
      return `${reason.kind} (${list(reason.fields)})`;
    default:
      return unreachable(reason);
  }
}

const NONE = '(none)';

/** The beginning of a key or digest. */
export function shortKey(key: string | null): string {
  return text(key, KEY_SHOWN);
}

function text(value: string | null, length = Infinity): string {
  return value === null ? NONE : name(value.slice(0, length));
}

function quoted(value: string | null): string {
  return value === null ? NONE : name(JSON.stringify(value));
}

function words(args: readonly string[]): string {
  return args.length === 0 ? NONE : list(args.map((arg) => JSON.stringify(arg)));
}

function input({ depType, ref }: { readonly depType: string; readonly ref: string }): string {
  return depType === 'materialize' ? ref : `${ref} (${depType})`;
}

function sets(removed: readonly string[], added: readonly string[]): string {
  const parts = [];
  if (removed.length > 0) parts.push(`no longer ${list(removed)}`);
  if (added.length > 0) parts.push(`now ${list(added)}`);
  return parts.join('; ');
}

function reasonOrNone(reason: Reason | null): string {
  return reason === null ? NONE : describeReason(reason);
}
