import { repositoryInKeys, repositoryInLabels } from './repositories.js';
import { err, ok, type Result } from './result.js';

/** Where relative labels are resolved: the graph's own label and package, as its descriptor gives them. */
export interface LabelScope {
  /** `//pkg:graph`, or `@module//pkg:graph` outside the main repository. */
  readonly label: string;
  /** `pkg`, without slashes in front. */
  readonly package: string;
  /** What the BUILD file calls repositories by another name than that of their module: name → `@module`, or empty for its own. */
  readonly repositories?: Readonly<Record<string, string>> | undefined;
}

export interface LabelProblem {
  readonly reason: 'label-malformed';
  readonly label: string;
}

/** `@repo//pkg:name`, `@@repo//pkg:name`, `//pkg:name`, `//pkg`, `:name`, `name`; groups: at signs, repository, package, name. */
const LABEL = /^(?:(?:(@@?)([^@/:]*))?\/\/([^:@]*))?(?::?([^:@]+))?$/;

/**
 * A label by which a job is known, whatever the version of Bazel: `//pkg:name` in the main repository,
 * `@module//pkg:name` in that of a module.
 *
 * @param label absolute; the name of a repository is canonical behind `@@` and that of a module behind `@`
 */
export function canonicalLabel(label: string): string {
  return rewrite(label, repositoryInLabels);
}

function rewrite(label: string, write: (repository: string) => string): string {
  if (!label.startsWith('@')) return label;
  const end = label.indexOf('//');
  const repository = label.slice(label.startsWith('@@') ? 2 : 1, end);
  return (repository === '' ? '' : write(repository)) + label.slice(end);
}

/** The same as keys have it: see `repositoryInKeys`. */
export function labelInKeys(label: string): string {
  return rewrite(label, (repository) => `@@${repositoryInKeys(repository)}`);
}

/**
 * Writes a label the way descriptors do: as `canonicalLabel`.
 *
 * Takes what a BUILD file of the graph's package may say: `:j`, `j`, `//pkg:j`, `//pkg`, `@//pkg:j`, `@@//pkg:j`,
 * `@other//pkg:j`, and `@@other+//pkg:j` in the spelling of any version of Bazel.
 */
export function resolveLabel(text: string, scope: LabelScope): Result<string, LabelProblem> {
  const match = LABEL.exec(text);
  if (match === null || text === '') return err({ reason: 'label-malformed', label: text });
  const [, at, repository = '', absolutePackage, explicitName] = match;

  const name = explicitName ?? absolutePackage?.split('/').at(-1) ?? '';
  if (name === '') return err({ reason: 'label-malformed', label: text });
  return ok(`${ownerOf(at, repository, scope)}//${absolutePackage ?? scope.package}:${name}`);
}

/** What stands before the slashes. */
function ownerOf(at: string | undefined, repository: string, scope: LabelScope): string {
  if (at === undefined) return scope.label.slice(0, Math.max(0, scope.label.indexOf('//')));
  if (repository === '') return '';
  const named = at === '@' ? scope.repositories?.[repository] : undefined;
  return named ?? repositoryInLabels(repository);
}

/** What is wrong with a malformed label and how to write it, for people. */
export const LABEL_MALFORMED = 'is not a label; write :name, //package:name or @@repository//package:name';
