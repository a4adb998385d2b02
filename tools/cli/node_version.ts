/** The major version of Node that the bundle is compiled for and tested with. */
const NEEDED = 24;

/**
 * Where a module that depends on databuild brings in rules_nodejs without naming a version, its choice of Node
 * becomes that of the graphs, too.
 *
 * @param version such as `24.15.0`
 * @returns why this Node will not do, and the fix; nothing where it will
 */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= NEEDED) return undefined;
  return (
    `this target was built with Node ${version}, and DataBuild needs ${String(NEEDED)} or later;\n` +
    '  write into your MODULE.bazel, after use_extension("@rules_nodejs//nodejs:extensions.bzl", "node"):\n' +
    '  node.toolchain(node_version = "24.15.0")'
  );
}
