/** The major version of Node that the bundle is compiled for and tested with. */
const NEEDED = 24;

/**
 * Checks the version of Node. DataBuild brings a suitable one; another one runs only if a module registered it.
 *
 * @param version such as `22.22.2`
 * @returns why this Node is not suitable, and the fix; nothing if it is
 */
export function nodeProblem(version: string): string | undefined {
  if (Number.parseInt(version, 10) >= NEEDED) return undefined;
  return (
    `this target was built with Node ${version}, and DataBuild needs ${String(NEEDED)} or later;\n` +
    '  your module registers a toolchain for @databuild//rules/node:runtime_toolchain_type:\n' +
    `  register one with Node ${String(NEEDED)}, or remove it to run graphs on the Node that DataBuild brings`
  );
}
