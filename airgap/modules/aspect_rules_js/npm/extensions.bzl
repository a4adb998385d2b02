"""The module extension that brings npm packages in from a pnpm lockfile."""

load("//npm/private:npm_repo.bzl", "npm_repo")

def _npm_impl(mctx):
    for module in mctx.modules:
        for tag in module.tags.npm_translate_lock:
            npm_repo(
                name = tag.name,
                pnpm_lock = tag.pnpm_lock,
            )

npm = module_extension(
    implementation = _npm_impl,
    doc = "Makes one repository of npm packages out of each lockfile.",
    tag_classes = {
        "npm_translate_lock": tag_class(
            doc = "A lockfile to bring in.",
            attrs = {
                "name": attr.string(
                    doc = "Name of the repository.",
                    mandatory = True,
                ),
                "pnpm_lock": attr.label(
                    doc = "The pnpm-lock.yaml. The package.json it belongs to is beside it.",
                    mandatory = True,
                ),
            },
        ),
    },
)
