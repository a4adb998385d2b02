/** The major version of Node that the bundle is compiled for and tested with. */
const NEEDED = 24;

/**
 * DataBuild brings a Node that will do. Another one is here only where a module registered it.
 *
 * @param version such as `22.22.2`
 * @returns why this Node will not do, and the fix; nothing where it will
 */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= NEEDED) return undefined;
  return (
    `this target was built with Node ${version}, and DataBuild needs ${String(NEEDED)} or later;\n` +
    '  your module registers a toolchain for @databuild//rules/node:runtime_toolchain_type:\n' +
    `  register one with Node ${String(NEEDED)}, or none, and graphs run on the Node that DataBuild brings`
  );
}
