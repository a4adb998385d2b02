"""The repository that holds the TypeScript compiler."""

load("@rules_nodejs//nodejs:npm_tarball.bzl", "fetch_npm_package")
load(":versions.bzl", "TYPESCRIPT_VERSIONS")

_BUILD = """\
load("@aspect_rules_js//js:defs.bzl", "js_binary")
load("@aspect_rules_js//js:libs.bzl", "directory_path")
load("@aspect_rules_js//npm:libs.bzl", "link_packages")

package(default_visibility = ["//visibility:public"])

link_packages(
    name = "node_modules",
    links = {{"typescript": {{"closure": ["{key}"], "key": "{key}", "name": "typescript"}}}},
    packages = {{"{key}": {{"deps": {{}}, "name": "typescript", "package_json": "package/package.json"}}}},
)

directory_path(
    name = "tsc_entry_point",
    directory = ":node_modules/typescript/dir",
    path = "bin/tsc",
)

js_binary(
    name = "tsc",
    data = [":node_modules/typescript"],
    entry_point = ":tsc_entry_point",
)

js_binary(
    name = "validator",
    data = [":node_modules/typescript"],
    entry_point = "ts_project_validator.cjs",
)
"""

def _version(rctx):
    if bool(rctx.attr.ts_version) == bool(rctx.attr.ts_version_from):
        fail("set exactly one of ts_version and ts_version_from")
    if rctx.attr.ts_version:
        return rctx.attr.ts_version
    manifest = json.decode(rctx.read(rctx.attr.ts_version_from))
    for field in ["devDependencies", "dependencies"]:
        if "typescript" in manifest.get(field, {}):
            return manifest[field]["typescript"]
    fail("%s does not depend on typescript" % rctx.attr.ts_version_from)

def _typescript_repo_impl(rctx):
    version = _version(rctx)
    integrity = rctx.attr.ts_integrity or TYPESCRIPT_VERSIONS.get(version)
    if not integrity:
        fail("the integrity of typescript %s is not known: name an exact version, and set ts_integrity or add it to %s" % (
            version,
            Label("//ts/private:versions.bzl"),
        ))
    fetch_npm_package(rctx, "typescript", version, integrity)
    rctx.symlink(rctx.attr._validator, "ts_project_validator.cjs")
    rctx.file("BUILD.bazel", _BUILD.format(key = "typescript@" + version))

typescript_repo = repository_rule(
    implementation = _typescript_repo_impl,
    doc = "The TypeScript compiler, from npm.",
    attrs = {
        "ts_integrity": attr.string(doc = "Integrity of the npm tarball."),
        "ts_version": attr.string(doc = "An exact version."),
        "ts_version_from": attr.label(doc = "A package.json that names an exact version."),
        "_validator": attr.label(default = "//ts/private:ts_project_validator.cjs"),
    },
)
