"""The module extension that fetches the Node of DataBuild."""

load("@rules_nodejs//nodejs:repositories.bzl", "nodejs_register_toolchains")

# The version that the tools are tested with.
_NODE_VERSION = "24.15.0"

def _databuild_node_impl(mctx):
    # This does not use the extension of rules_nodejs: with that, only the root module may name a toolchain, and the
    # version of the unnamed one is that of whichever module comes first. A repository is fetched only when its
    # platform is needed.
    nodejs_register_toolchains(
        name = "databuild_node",
        node_version = _NODE_VERSION,
        register = False,
    )
    return mctx.extension_metadata(reproducible = True)

databuild_node = module_extension(
    implementation = _databuild_node_impl,
    doc = "Declares `databuild_node_<platform>`, the Node that DataBuild runs on, for every platform of rules_nodejs.",
)
