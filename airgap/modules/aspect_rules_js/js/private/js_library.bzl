"""js_library: JavaScript files, their declarations and their dependencies."""

load(":copy_to_bin.bzl", "copy_files_to_bin_actions")
load(":js_info.bzl", "JsInfo", "js_infos", "make_js_info", "make_runfiles")

_DECLARATIONS = (".d.ts", ".d.mts", ".d.cts", ".d.ts.map", ".d.mts.map", ".d.cts.map")

def _js_library_impl(ctx):
    files = copy_files_to_bin_actions(ctx, ctx.files.srcs)
    typed_files = copy_files_to_bin_actions(ctx, ctx.files.types)

    # A directory or a JSON file may be needed both to run a program and to type-check it.
    declarations = [
        file
        for file in files
        if file.is_directory or file.path.endswith(_DECLARATIONS + (".json",))
    ]
    scripts = [file for file in files if not file.path.endswith(_DECLARATIONS)]

    infos = js_infos(ctx.attr.srcs + ctx.attr.types)
    sources = depset(scripts + typed_files, transitive = [info.sources for info in infos])
    types = depset(declarations + typed_files, transitive = [info.types for info in infos])
    deps = ctx.attr.srcs + ctx.attr.types + ctx.attr.deps
    data = copy_files_to_bin_actions(ctx, ctx.files.data)
    return [
        DefaultInfo(
            files = sources,
            runfiles = make_runfiles(ctx, data, deps + ctx.attr.data),
        ),
        make_js_info(ctx, sources, types, deps),
        OutputGroupInfo(types = types),
    ]

js_library = rule(
    implementation = _js_library_impl,
    doc = "Groups JavaScript files so that programs and ts_project targets can depend on them.",
    attrs = {
        "data": attr.label_list(
            doc = "Files that are needed only at run time.",
            allow_files = True,
        ),
        "deps": attr.label_list(
            doc = "Targets that the sources import.",
            providers = [JsInfo],
        ),
        "srcs": attr.label_list(
            doc = "Source files. They are copied to the output tree.",
            allow_files = True,
        ),
        "types": attr.label_list(
            doc = "Source files that dependents may also type-check against, whatever their extension.",
            allow_files = True,
        ),
    },
    provides = [DefaultInfo, JsInfo],
)
