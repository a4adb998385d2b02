"""The module extension that brings in the TypeScript compiler."""

load("//ts/private:typescript_repo.bzl", "typescript_repo")

def _ext_impl(mctx):
    chosen = {}
    for module in mctx.modules:
        for tag in module.tags.deps:
            # Modules come root first, so the root's choice of a version wins.
            chosen.setdefault(tag.name, tag)
    for name, tag in chosen.items():
        typescript_repo(
            name = name,
            ts_integrity = tag.ts_integrity,
            ts_version = tag.ts_version,
            ts_version_from = tag.ts_version_from,
        )

ext = module_extension(
    implementation = _ext_impl,
    doc = "Fetches the TypeScript compiler that ts_project runs.",
    tag_classes = {
        "deps": tag_class(
            doc = "Which TypeScript to fetch: exactly one of ts_version and ts_version_from.",
            attrs = {
                "name": attr.string(
                    doc = "Name of the repository.",
                    default = "npm_typescript",
                ),
                "ts_integrity": attr.string(
                    doc = "Integrity of the npm tarball, for a version that is not in //ts/private:versions.bzl.",
                ),
                "ts_version": attr.string(
                    doc = "An exact version.",
                ),
                "ts_version_from": attr.label(
                    doc = "A package.json that names an exact version of typescript among its dependencies.",
                ),
            },
        ),
    },
)
