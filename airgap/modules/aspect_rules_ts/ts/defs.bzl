"""Rules for TypeScript: the air-gapped drop-in. See README.md of this module."""

load("@aspect_rules_js//js:libs.bzl", "reject_unsupported")
load("//ts/private:outputs.bzl", "emitted")
load("//ts/private:ts_config.bzl", _TsConfigInfo = "TsConfigInfo", _ts_config = "ts_config")
load("//ts/private:ts_project.bzl", "ts_project_rule")

ts_config = _ts_config
TsConfigInfo = _TsConfigInfo

_UNSUPPORTED = [
    "allow_js",
    "assets",
    "composite",
    "declaration_dir",
    "declaration_map",
    "declaration_transpiler",
    "emit_declaration_only",
    "extends",
    "generate_trace",
    "incremental",
    "isolated_typecheck",
    "no_emit",
    "preserve_jsx",
    "supports_workers",
    "ts_build_info_file",
    "tsc",
    "tsc_worker",
    "validate",
    "validator",
]

def ts_project(name, srcs = None, tsconfig = None, transpiler = None, resolve_json_module = None, **kwargs):
    """Type-checks TypeScript and compiles it to JavaScript with tsc.

    Args:
        name: name of the target; `<name>_types` gives the declarations alone
        srcs: sources; by default all .ts and .tsx files of the package
        tsconfig: a tsconfig.json or a ts_config; by default tsconfig.json in this package
        transpiler: must be "tsc"
        resolve_json_module: whether the JSON files among the srcs are imported
        **kwargs: other attributes of the rule: args, data, declaration, deps, out_dir, root_dir, source_map and the common ones
    """
    reject_unsupported("ts_project", kwargs, _UNSUPPORTED)
    if transpiler != "tsc":
        fail("ts_project({}) needs transpiler = \"tsc\": it is the only one that the air-gapped ts_project has".format(name))
    if type(tsconfig) == "dict":
        fail("ts_project({}) needs a file or a ts_config as its tsconfig: the air-gapped ts_project writes none".format(name))

    if srcs == None:
        srcs = native.glob(
            ["**/*.ts", "**/*.tsx"] + (["**/*.json"] if resolve_json_module else []),
            exclude = ["**/package.json", "**/tsconfig*.json"],
        )

    # Only a source that is named as a file tells a macro what is made of it.
    files = [src for src in srcs if ":" not in src and "//" not in src] if type(srcs) == "list" else []
    scripts, maps, declarations = emitted(
        files,
        root_dir = kwargs.get("root_dir"),
        out_dir = kwargs.get("out_dir"),
        source_map = kwargs.get("source_map", False),
        declaration = kwargs.get("declaration", False),
    )
    ts_project_rule(
        name = name,
        srcs = srcs,
        outs = scripts + maps + declarations,
        resolve_json_module = bool(resolve_json_module),
        tsc = "@npm_typescript//:tsc",
        tsconfig = tsconfig or "tsconfig.json",
        validator = "@npm_typescript//:validator",
        **kwargs
    )
    native.filegroup(
        name = name + "_types",
        srcs = [":" + name],
        output_group = "types",
        tags = kwargs.get("tags", []),
        testonly = kwargs.get("testonly"),
        visibility = kwargs.get("visibility"),
    )
