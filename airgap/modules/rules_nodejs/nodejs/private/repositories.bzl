"""The repositories behind the node module extension."""

load("//nodejs:npm_tarball.bzl", "fetch_npm_package")
load(":versions.bzl", "NODE_VERSIONS", "NPM_PACKAGES", "STAND_INS")

PLATFORMS = {
    "linux_amd64": ["@platforms//os:linux", "@platforms//cpu:x86_64"],
    "linux_arm64": ["@platforms//os:linux", "@platforms//cpu:arm64"],
}

_NODE_BUILD = """\
load("@rules_nodejs//nodejs:toolchain.bzl", "nodejs_toolchain")

package(default_visibility = ["//visibility:public"])

exports_files(["package/bin/node"])

nodejs_toolchain(
    name = "toolchain",
    node = "package/bin/node",
)
"""

def _node_repo_impl(rctx):
    version = rctx.attr.node_version
    platform = rctx.attr.platform
    if version not in NODE_VERSIONS:
        fail("node_version = \"{}\" is not known to the air-gapped rules_nodejs, which knows {}. Add its integrity to {}.".format(
            version,
            ", ".join(NODE_VERSIONS),
            Label("//nodejs/private:versions.bzl"),
        ))
    if platform not in NODE_VERSIONS[version]:
        fail("npm carries no Node.js %s for %s, so it cannot be used air-gapped" % (version, platform))
    fetch_npm_package(rctx, NPM_PACKAGES[platform], STAND_INS.get((version, platform), version), NODE_VERSIONS[version][platform])
    rctx.file("BUILD.bazel", _NODE_BUILD)

node_repo = repository_rule(
    implementation = _node_repo_impl,
    doc = "Node.js for one platform. Fetched only when a toolchain that needs it is selected.",
    attrs = {
        "node_version": attr.string(doc = "The version of Node.js.", mandatory = True),
        "platform": attr.string(doc = "A key of PLATFORMS.", mandatory = True),
    },
)

_TOOLCHAIN_BUILD = """
toolchain(
    name = "{platform}_toolchain",
    exec_compatible_with = {constraints},
    toolchain = "@{name}_{platform}//:toolchain",
    toolchain_type = "@rules_nodejs//nodejs:toolchain_type",
)

toolchain(
    name = "{platform}_runtime_toolchain",
    target_compatible_with = {constraints},
    toolchain = "@{name}_{platform}//:toolchain",
    toolchain_type = "@rules_nodejs//nodejs:runtime_toolchain_type",
)
"""

def _toolchains_repo_impl(rctx):
    rctx.file("BUILD.bazel", "".join([
        _TOOLCHAIN_BUILD.format(
            name = rctx.attr.node_name,
            platform = platform,
            constraints = constraints,
        )
        for platform, constraints in PLATFORMS.items()
    ]))

toolchains_repo = repository_rule(
    implementation = _toolchains_repo_impl,
    doc = "The toolchain declarations, apart from the repositories that hold node, so that declaring costs no download.",
    attrs = {
        "node_name": attr.string(doc = "The base name of the repositories that hold node.", mandatory = True),
    },
)
