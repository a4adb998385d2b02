"""ts_project: type-checks TypeScript and compiles it to JavaScript with tsc."""

load("@aspect_rules_js//js:libs.bzl", "copy_file_to_bin_action", "copy_files_to_bin_actions", "js_infos", "make_js_info", "make_runfiles")
load("@aspect_rules_js//js:providers.bzl", "JsInfo")
load(":outputs.bzl", "emitted", "is_declaration")
load(":ts_config.bzl", "TsConfigInfo")

def _join(*parts):
    return "/".join([part for part in parts if part]) or "."

def _in_output_tree(ctx, file):
    return file.path.removeprefix(ctx.bin_dir.path + "/")

def _in_package(ctx, file):
    return file.short_path.removeprefix(ctx.label.workspace_root.replace("external/", "../", 1) + "/").removeprefix(ctx.label.package + "/")

def _declare(ctx, paths):
    """Files for the paths: the macro has predeclared those it could name, so that BUILD files can too."""
    predeclared = {_in_package(ctx, file): file for file in ctx.outputs.outs}
    return [predeclared.get(path) or ctx.actions.declare_file(path) for path in paths]

def _validate(ctx, tsconfig, configs):
    """Declares an action that fails when attributes and tsconfig differ. Returns its (empty) output."""
    stamp = ctx.actions.declare_file(ctx.label.name + ".validation")
    expectations = {
        "declaration": struct(attribute = "declaration", value = ctx.attr.declaration),
        "sourceMap": struct(attribute = "source_map", value = ctx.attr.source_map),
    }
    for option in ["allowJs", "composite", "declarationMap", "emitDeclarationOnly", "incremental", "noEmit"]:
        expectations[option] = struct(value = False)
    ctx.actions.run(
        executable = ctx.executable.validator,
        arguments = [_in_output_tree(ctx, tsconfig), str(ctx.label), json.encode(expectations)],
        inputs = configs,
        outputs = [stamp],
        env = {
            "BAZEL_BINDIR": ctx.bin_dir.path,
            "JS_BINARY__STDOUT_OUTPUT_FILE": stamp.path,
        },
        mnemonic = "TsValidateOptions",
        progress_message = "Validating the TypeScript options of %{label}",
    )
    return stamp

def _ts_project_impl(ctx):
    srcs = copy_files_to_bin_actions(ctx, ctx.files.srcs)
    tsconfig = copy_file_to_bin_action(ctx, ctx.file.tsconfig)
    configs = depset(
        [tsconfig],
        transitive = [ctx.attr.tsconfig[TsConfigInfo].deps] if TsConfigInfo in ctx.attr.tsconfig else [],
    )

    script_paths, map_paths, declaration_paths = emitted(
        [_in_package(ctx, src) for src in srcs],
        root_dir = ctx.attr.root_dir,
        out_dir = ctx.attr.out_dir,
        source_map = ctx.attr.source_map,
        declaration = ctx.attr.declaration,
    )
    scripts = _declare(ctx, script_paths)
    maps = _declare(ctx, map_paths)
    declarations = _declare(ctx, declaration_paths)
    if ctx.attr.resolve_json_module and ctx.attr.out_dir != ctx.attr.root_dir:
        fail("{}: resolve_json_module with out_dir or root_dir is not supported by the air-gapped ts_project".format(ctx.label))
    if not scripts:
        fail("{} has no TypeScript sources".format(ctx.label))

    package = _join(ctx.label.workspace_root, ctx.label.package)
    arguments = ctx.actions.args()
    arguments.add_all(ctx.attr.args)
    arguments.add_all(["--project", _in_output_tree(ctx, tsconfig)])
    arguments.add_all(["--rootDir", _join(ctx.label.workspace_root, ctx.label.package, ctx.attr.root_dir)])
    if ctx.attr.out_dir or ctx.attr.root_dir:
        arguments.add_all(["--outDir", _join(package, ctx.attr.out_dir)])
    if not ctx.attr.declaration:
        arguments.add_all(["--declaration", "false"])

    dep_infos = js_infos(ctx.attr.srcs + ctx.attr.deps)
    ctx.actions.run(
        executable = ctx.executable.tsc,
        arguments = [arguments],
        inputs = depset(srcs, transitive = [configs] +
                                           [info.transitive_types for info in dep_infos] +
                                           [info.npm_sources for info in dep_infos]),
        outputs = scripts + maps + declarations,
        env = {"BAZEL_BINDIR": ctx.bin_dir.path},
        mnemonic = "TsProject",
        progress_message = "Compiling and type-checking %{label}",
    )

    # JSON that is imported is read where it is: the compiler writes no copy of it.
    imported = [src for src in srcs if src.extension == "json"] if ctx.attr.resolve_json_module else []
    sources = depset(scripts + maps + imported)
    types = depset(declarations + [src for src in srcs if is_declaration(src.basename)])
    deps = ctx.attr.srcs + ctx.attr.deps
    return [
        DefaultInfo(
            files = sources,
            runfiles = make_runfiles(
                ctx,
                sources.to_list() + copy_files_to_bin_actions(ctx, ctx.files.data),
                deps + ctx.attr.data,
            ),
        ),
        make_js_info(ctx, sources, types, deps),
        TsConfigInfo(deps = configs),
        OutputGroupInfo(
            types = types,
            _validation = depset([_validate(ctx, tsconfig, configs)]),
        ),
    ]

ts_project_rule = rule(
    implementation = _ts_project_impl,
    doc = "Type-checks TypeScript and compiles it to JavaScript with tsc.",
    attrs = {
        "args": attr.string_list(doc = "Further options for tsc."),
        "data": attr.label_list(doc = "Files that are needed only at run time.", allow_files = True),
        "declaration": attr.bool(doc = "Whether .d.ts files are written, as the tsconfig must say too."),
        "deps": attr.label_list(doc = "What the sources import.", providers = [JsInfo]),
        "out_dir": attr.string(doc = "Folder below the package that the outputs go to."),
        "outs": attr.output_list(doc = "Outputs that BUILD files can name."),
        "resolve_json_module": attr.bool(doc = "Whether the JSON files among the srcs are imported, so that they are there at run time."),
        "root_dir": attr.string(doc = "Folder below the package that the sources are in."),
        "source_map": attr.bool(doc = "Whether source maps are written, as the tsconfig must say too."),
        "srcs": attr.label_list(doc = "TypeScript sources, and JSON files they need.", allow_files = True, mandatory = True),
        "tsc": attr.label(doc = "The compiler.", executable = True, cfg = "exec", mandatory = True),
        "tsconfig": attr.label(doc = "The tsconfig.json, or a ts_config around it.", allow_single_file = [".json"], mandatory = True),
        "validator": attr.label(doc = "The program that compares attributes and tsconfig.", executable = True, cfg = "exec", mandatory = True),
    },
    provides = [DefaultInfo, JsInfo],
)
