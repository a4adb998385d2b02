/**
 * The repository of a job, independent of how Bazel spells it.
 *
 * Bazel up to version 7 calls the repository of module `other` `other~`, `other~1.2` or `other~override`; later
 * versions call it `other+`. A repository that an extension makes is `other~~extension~repo` or
 * `other++extension+repo`. If the extension belongs to the root module, it is `_main~extension~repo` or
 * `+extension+repo`. rules/private/paths.bzl has the same rule.
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

/** A repository as labels write it: `@other` for that of a module, `@@other++extension+repo` for any other. */
export function repositoryInLabels(canonical: string): string {
  const repository = readRepository(canonical);
  if (repository.kind === 'module') return `@${repository.module}`;
  const { module, extension, name } = repository;
  return module === '' ? `@@+${extension}+${name}` : `@@${module}++${extension}+${name}`;
}

/**
 * A repository as keys and digests write it, without `@@`. It is the spelling of Bazel 7, which the first keys were
 * computed from: manifests recorded under those keys stay valid.
 */
export function repositoryInKeys(canonical: string): string {
  const repository = readRepository(canonical);
  if (repository.kind === 'module') return `${repository.module}~`;
  const { module, extension, name } = repository;
  return module === '' ? `_main~${extension}~${name}` : `${module}~~${extension}~${name}`;
}

/**
 * A runfiles path as keys and digests write it. A path in the main repository and an absolute path stay as they are.
 */
export function runfileInKeys(path: string): string {
  const end = path.indexOf('/');
  const repository = path.slice(0, Math.max(0, end));
  return /[~+]/.test(repository) ? repositoryInKeys(repository) + path.slice(end) : path;
}
