/**
 * Which repository a job is from, however Bazel spells it.
 *
 * Bazel calls the repository of module `other` `other~`, `other~1.2` or `other~override` up to version 7, and `other+`
 * since; one that an extension makes is `other~~extension~repo` or `other++extension+repo`, and `_main~extension~repo` or
 * `+extension+repo` where the root module has the extension. rules/private/paths.bzl has the same rule.
 */
type Repository =
  | { readonly kind: 'module'; readonly module: string }
  /** `module` is empty for the root module. */
  | { readonly kind: 'extension'; readonly module: string; readonly extension: string; readonly name: string };

/** @param canonical what follows `@@` in a label, or the first folder of a path in a runfiles tree */
function readRepository(canonical: string): Repository {
  const [module = '', ...more] = canonical.split(/[~+]/);
  const [extension, name] = more.slice(-2);
  if (extension === undefined || name === undefined) return { kind: 'module', module };
  return { kind: 'extension', module: module === '_main' ? '' : module, extension, name };
}

/** A repository as labels have it: `@other` for that of a module, `@@other++extension+repo` for any other. */
export function repositoryInLabels(canonical: string): string {
  const repository = readRepository(canonical);
  if (repository.kind === 'module') return `@${repository.module}`;
  const { module, extension, name } = repository;
  return module === '' ? `@@+${extension}+${name}` : `@@${module}++${extension}+${name}`;
}

/**
 * A repository as keys and digests have it, without `@@`. It is how Bazel 7 spells it, since keys have been made of that:
 * what is recorded under them stays valid.
 */
export function repositoryInKeys(canonical: string): string {
  const repository = readRepository(canonical);
  if (repository.kind === 'module') return `${repository.module}~`;
  const { module, extension, name } = repository;
  return module === '' ? `_main~${extension}~${name}` : `${module}~~${extension}~${name}`;
}

/** A runfiles path as keys and digests have it; one in the main repository, or an absolute one, is itself. */
export function runfileInKeys(path: string): string {
  const end = path.indexOf('/');
  const repository = path.slice(0, Math.max(0, end));
  return /[~+]/.test(repository) ? repositoryInKeys(repository) + path.slice(end) : path;
}
