"""ts_config: a tsconfig.json and the files it extends."""

load("@aspect_rules_js//js:libs.bzl", "copy_file_to_bin_action", "copy_files_to_bin_actions")
load("@aspect_rules_js//js:providers.bzl", "JsInfo")

TsConfigInfo = provider(
    doc = "A TypeScript configuration.",
    fields = {"deps": "depset of Files: the configuration and everything it extends."},
)

def _ts_config_impl(ctx):
    src = copy_file_to_bin_action(ctx, ctx.file.src)
    return [
        DefaultInfo(files = depset([src])),
        TsConfigInfo(deps = depset(
            [src] + copy_files_to_bin_actions(ctx, ctx.files.deps),
            transitive =
                [dep[TsConfigInfo].deps for dep in ctx.attr.deps if TsConfigInfo in dep] +
                [dep[JsInfo].transitive_sources for dep in ctx.attr.deps if JsInfo in dep] +
                [dep[JsInfo].npm_sources for dep in ctx.attr.deps if JsInfo in dep],
        )),
    ]

ts_config = rule(
    implementation = _ts_config_impl,
    doc = "Makes a tsconfig.json usable by ts_project targets in other packages.",
    attrs = {
        "deps": attr.label_list(
            doc = "Configurations that this one extends, and npm packages it takes settings from.",
            allow_files = True,
        ),
        "src": attr.label(
            doc = "The tsconfig.json.",
            allow_single_file = True,
            mandatory = True,
        ),
    },
    provides = [DefaultInfo, TsConfigInfo],
)
