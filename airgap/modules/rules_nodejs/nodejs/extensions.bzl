"""The module extension that declares Node.js toolchains."""

load("//nodejs/private:repositories.bzl", "PLATFORMS", "node_repo", "toolchains_repo")
load("//nodejs/private:versions.bzl", "DEFAULT_NODE_VERSION")

def _node_impl(mctx):
    versions = {}
    for module in mctx.modules:
        for tag in module.tags.toolchain:
            # Modules come root first, so the root's choice of a version wins.
            versions.setdefault(tag.name, tag.node_version)

    for name, version in versions.items():
        for platform in PLATFORMS:
            node_repo(
                name = "%s_%s" % (name, platform),
                node_version = version,
                platform = platform,
            )
        toolchains_repo(
            name = "%s_toolchains" % name,
            node_name = name,
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
                    default = "nodejs",
                ),
                "node_version": attr.string(
                    doc = "Version of Node.js.",
                    default = DEFAULT_NODE_VERSION,
                ),
            },
        ),
    },
)
