import { repositoryInKeys, repositoryInLabels } from './repositories.js';
import { err, ok, type Result } from './result.js';

/** Where relative labels are resolved: the graph's own label and package, as its descriptor gives them. */
export interface LabelScope {
  /** `//pkg:graph`, or `@module//pkg:graph` outside the main repository. */
  readonly label: string;
  /** `pkg`, without slashes in front. */
  readonly package: string;
  /**
   * Repositories that the BUILD file calls by another name than that of their module: name → `@module`, or an empty
   * text for the main repository.
   */
  readonly repositories?: Readonly<Record<string, string>> | undefined;
}

export interface LabelProblem {
  readonly reason: 'label-malformed';
  readonly label: string;
}

/** `@repo//pkg:name`, `@@repo//pkg:name`, `//pkg:name`, `//pkg`, `:name`, `name`; groups: at signs, repository, package, name. */
const LABEL = /^(?:(?:(@@?)([^@/:]*))?\/\/([^:@]*))?(?::?([^:@]+))?$/;

/**
 * The label of a job in the spelling that is the same for every version of Bazel: `//pkg:name` in the main
 * repository, `@module//pkg:name` in that of a module.
 *
 * @param label absolute; after `@@` comes the canonical name of a repository, after `@` the name of a module
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

/** The label as keys use it: see `repositoryInKeys`. */
export function labelInKeys(label: string): string {
  return rewrite(label, (repository) => `@@${repositoryInKeys(repository)}`);
}

/**
 * Resolves a label to the spelling that descriptors use, that of `canonicalLabel`.
 *
 * Accepts what a BUILD file of the graph's package may say: `:j`, `j`, `//pkg:j`, `//pkg`, `@//pkg:j`, `@@//pkg:j`,
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

/** The part of the label before the slashes. */
function ownerOf(at: string | undefined, repository: string, scope: LabelScope): string {
  if (at === undefined) return scope.label.slice(0, Math.max(0, scope.label.indexOf('//')));
  if (repository === '') return '';
  const named = at === '@' ? scope.repositories?.[repository] : undefined;
  return named ?? repositoryInLabels(repository);
}

/** What is wrong with a malformed label and how to write it, for people. */
export const LABEL_MALFORMED = 'is not a label; write :name, //package:name or @@repository//package:name';
