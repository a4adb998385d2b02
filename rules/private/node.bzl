"""The Node that rules take from the toolchains in //rules/node."""

load(":paths.bzl", "label_string")

# For what an action runs: Node of the execution platform.
NODE = Label("//rules/node:toolchain_type")

# For what ships: Node of the target platform.
NODE_RUNTIME = Label("//rules/node:runtime_toolchain_type")

# The first version that the tools run on. tools/cli/node_version.ts checks it, too; //rules/tests:system_node_test compares the two.
NEEDED_NODE = 24

# Where the Node comes from that a launcher starts.
NODE_SOURCES = ["packed", "system"]

def node_executable(ctx, toolchain_type):
    """Returns the executable of Node.

    Args:
      ctx: The rule context, of a rule that lists the type among its toolchains.
      toolchain_type: `NODE` or `NODE_RUNTIME`.

    Returns:
      The `File`.
    """
    node = ctx.toolchains[toolchain_type].nodeinfo.node
    if not node:
        fail("{}: the Node toolchain for this platform names a path on one machine (node_path), which cannot be shipped. Register a toolchain whose node is a file.".format(
            label_string(ctx.label),
        ))
    return node
