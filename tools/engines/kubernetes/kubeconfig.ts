import { dirname } from 'node:path';
import { parse } from 'yaml';
import { explainShape, fieldPath } from '../../base/json/index.js';
import { err, ok, type Result } from '../../base/model/index.js';
import { errorMessage, readText } from '../../base/runtime/index.js';
import { kubeconfigSchema, type ClusterEntry, type ContextEntry, type UserEntry } from './kubeconfig_schema.js';

/** An entry of a file, and the folder of the file: its relative paths start there. */
export interface Entry<T> {
  readonly name: string;
  readonly value: T;
  readonly folder: string;
}

/** What one context names. */
export interface ChosenContext {
  readonly cluster: Entry<ClusterEntry>;
  /** Absent if the context names none: then requests are anonymous. */
  readonly user?: Entry<UserEntry> | undefined;
  readonly namespace?: string | undefined;
}

/** Several files as one. Of what several of them have, the first one counts. */
class Kubeconfig {
  currentContext: string | undefined;
  readonly clusters = new Map<string, Entry<ClusterEntry>>();
  readonly contexts = new Map<string, Entry<ContextEntry>>();
  readonly users = new Map<string, Entry<UserEntry>>();
}

/**
 * Reads the files that describe clusters, and chooses a context.
 *
 * @param paths those that do not exist are skipped
 * @param context its name; if absent, the current one
 * @returns nothing if no file describes anything; an error that names the file and the field
 */
export async function chooseContext(
  paths: readonly string[],
  context: string | undefined,
): Promise<Result<ChosenContext | undefined, string>> {
  const config = new Kubeconfig();
  for (const path of paths) {
    const added = await addFile(path, config);
    if (added !== undefined) return err(`${path}: ${added}`);
  }
  const files = paths.join(', ');
  const name = context ?? config.currentContext;
  if (name === undefined) {
    if (config.contexts.size === 0) return ok(undefined);
    return err(`${files}: there is no current-context; choose one with the option context=NAME`);
  }
  const chosen = config.contexts.get(name);
  if (chosen === undefined) {
    const known = [...config.contexts.keys()].join(', ');
    return err(`${files}: there is no context ${JSON.stringify(name)}; there is ${known === '' ? 'none' : known}`);
  }
  const { cluster: clusterName = '', user: userName = '', namespace } = chosen.value;
  const cluster = config.clusters.get(clusterName);
  if (cluster === undefined) {
    return err(`${files}: the context ${name} names the cluster ${JSON.stringify(clusterName)}, which is not there`);
  }
  const user = config.users.get(userName);
  if (user === undefined && userName !== '') {
    return err(`${files}: the context ${name} names the user ${JSON.stringify(userName)}, which is not there`);
  }
  return ok({ cluster, user, namespace: namespace === '' ? undefined : namespace });
}

/** @returns what is wrong with the file */
async function addFile(path: string, config: Kubeconfig): Promise<string | undefined> {
  const text = await readText(path);
  if (!text.ok) return text.error.code === 'ENOENT' ? undefined : `it cannot be read (${text.error.code})`;
  let content: unknown;
  try {
    content = parse(text.value) ?? {};
  } catch (error) {
    return `it is not YAML: ${errorMessage(error).split('\n', 1)[0] ?? ''}`;
  }
  const read = kubeconfigSchema().safeParse(content);
  if (!read.success) {
    // The value may be a secret.
    const { path: field, message } = explainShape(read.error, content);
    return `${fieldPath(field)}: ${message}`;
  }
  const folder = dirname(path);
  const { 'current-context': current, clusters, contexts, users } = read.data;
  if (current !== undefined && current !== '') config.currentContext ??= current;
  for (const { name, cluster } of clusters ?? []) addEntry(config.clusters, { name, value: cluster, folder });
  for (const { name, context } of contexts ?? []) addEntry(config.contexts, { name, value: context, folder });
  for (const { name, user } of users ?? []) addEntry(config.users, { name, value: user, folder });
  return undefined;
}

function addEntry<T>(entries: Map<string, Entry<T>>, entry: Entry<T>): void {
  if (!entries.has(entry.name)) entries.set(entry.name, entry);
}
