"""The module extension that declares Node.js toolchains."""

load(":repositories.bzl", "DEFAULT_NODE_REPOSITORY", "DEFAULT_NODE_VERSION", "nodejs_register_toolchains")

def _node_impl(mctx):
    versions = {}
    for module in mctx.modules:
        for tag in module.tags.toolchain:
            # As the real extension does it, in the same words.
            if tag.name != DEFAULT_NODE_REPOSITORY and not module.is_root:
                fail("Only the root module may provide a name for the node toolchain.")

            # Modules come root first, so the root's choice of a version wins.
            versions.setdefault(tag.name, tag.node_version)

    for name, version in versions.items():
        nodejs_register_toolchains(
            name = name,
            node_version = version,
            register = False,
        )

node = module_extension(
    implementation = _node_impl,
    doc = "Declares Node.js toolchains in repositories named `<name>_toolchains`.",
    tag_classes = {
        "toolchain": tag_class(
            doc = "One version of Node.js.",
            attrs = {
                "name": attr.string(
                    doc = "Base name of the generated repositories.",
                    default = DEFAULT_NODE_REPOSITORY,
                ),
                "node_version": attr.string(
                    doc = "Version of Node.js.",
                    default = DEFAULT_NODE_VERSION,
                ),
            },
        ),
    },
)
