import { err, ok, type Result } from './result.js';

/** Where relative labels are resolved: the graph's own label and package, as its descriptor gives them. */
export interface LabelScope {
  /** `//pkg:graph`, or `@@repository//pkg:graph` outside the main repository. */
  readonly label: string;
  /** `pkg`, without slashes in front. */
  readonly package: string;
}

export type LabelProblem =
  | { readonly reason: 'label-malformed'; readonly label: string }
  | { readonly reason: 'label-apparent-repository'; readonly label: string; readonly repository: string };

/** `@repo//pkg:name`, `@@repo//pkg:name`, `//pkg:name`, `//pkg`, `:name`, `name`; groups: at signs, repository, package, name. */
const LABEL = /^(?:(?:(@@?)([^@/:]*))?\/\/([^:@]*))?(?::?([^:@]+))?$/;

/**
 * Writes a label the way descriptors do: `//pkg:name` in the main repository, `@@repository//pkg:name` elsewhere.
 *
 * Takes what a BUILD file of the graph's package may say: `:j`, `j`, `//pkg:j`, `//pkg`, `@//pkg:j`, `@@//pkg:j`,
 * `@@repository//pkg:j`. An apparent repository name (`@other//…`) means different things in different modules, and
 * nothing here knows the mapping, so it is a problem.
 */
export function resolveLabel(text: string, scope: LabelScope): Result<string, LabelProblem> {
  const match = LABEL.exec(text);
  if (match === null || text === '') return err({ reason: 'label-malformed', label: text });
  const [, at, repository = '', absolutePackage, explicitName] = match;
  if (at === '@' && repository !== '') return err({ reason: 'label-apparent-repository', label: text, repository });

  const name = explicitName ?? absolutePackage?.split('/').at(-1) ?? '';
  if (name === '') return err({ reason: 'label-malformed', label: text });
  const owner = at === undefined ? ownRepository(scope) : repository === '' ? '' : `@@${repository}`;
  return ok(`${owner}//${absolutePackage ?? scope.package}:${name}`);
}

/** The `@@repository` part of the graph's label; empty in the main repository. */
function ownRepository(scope: LabelScope): string {
  return scope.label.slice(0, Math.max(0, scope.label.indexOf('//')));
}

/** One line for people: what is wrong with the label and how to write it. */
export function describeLabelProblem(problem: LabelProblem): string {
  switch (problem.reason) {
    case 'label-malformed':
      return 'is not a label; write :name, //package:name or @@repository//package:name';
    case 'label-apparent-repository':
      return `names a repository by its apparent name; write @@<canonical name>//… instead of @${problem.repository}//…`;
  }
}
