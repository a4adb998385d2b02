"""The macro that declares the repositories of one Node.js version, for module extensions."""

load("//nodejs/private:repositories.bzl", "PLATFORMS", "node_repo", "toolchains_repo")
load("//nodejs/private:versions.bzl", _DEFAULT_NODE_VERSION = "DEFAULT_NODE_VERSION")

DEFAULT_NODE_REPOSITORY = "nodejs"
DEFAULT_NODE_VERSION = _DEFAULT_NODE_VERSION

def nodejs_register_toolchains(name = DEFAULT_NODE_REPOSITORY, node_version = DEFAULT_NODE_VERSION, register = True):
    """Declares `<name>_<platform>` for each platform, and `<name>_toolchains`.

    Args:
        name: base name of the repositories.
        node_version: version of Node.js.
        register: must be False: a module registers toolchains in its MODULE.bazel.
    """
    if register:
        fail("nodejs_register_toolchains(register = True) is for WORKSPACE files, which the air-gapped rules_nodejs does not support. Set register = False.")
    for platform in PLATFORMS:
        node_repo(
            name = "%s_%s" % (name, platform),
            node_version = node_version,
            platform = platform,
        )
    toolchains_repo(
        name = "%s_toolchains" % name,
        node_name = name,
    )
