"""The rule behind a Node.js toolchain."""

NodeInfo = provider(
    doc = "How to invoke Node.js.",
    fields = {
        "node": "The Node.js executable (File).",
    },
)

def _nodejs_toolchain_impl(ctx):
    default = DefaultInfo(
        files = depset([ctx.file.node]),
        runfiles = ctx.runfiles([ctx.file.node]),
    )
    variables = platform_common.TemplateVariableInfo({"NODE_PATH": ctx.file.node.path})
    return [
        default,
        variables,
        platform_common.ToolchainInfo(
            nodeinfo = NodeInfo(node = ctx.file.node),
            template_variables = variables,
            default = default,
        ),
    ]

nodejs_toolchain = rule(
    implementation = _nodejs_toolchain_impl,
    doc = "Defines a Node.js toolchain around one executable.",
    attrs = {
        "node": attr.label(
            doc = "The Node.js executable.",
            allow_single_file = True,
            mandatory = True,
        ),
    },
)
