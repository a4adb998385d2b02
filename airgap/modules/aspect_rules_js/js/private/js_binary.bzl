"""js_binary and js_test: a launcher that runs a script with the toolchain's Node.js."""

load(":copy_to_bin.bzl", "copy_file_to_bin_action", "copy_files_to_bin_actions")
load(":directory_path.bzl", "DirectoryPathInfo")
load(":expand.bzl", "expand")
load(":js_info.bzl", "make_runfiles")

_RUNTIME_TOOLCHAIN = "@rules_nodejs//nodejs:runtime_toolchain_type"

_ATTRS = {
    "chdir": attr.string(
        doc = "Working directory of the program, relative to the root of the workspace. By default that root.",
    ),
    "data": attr.label_list(
        doc = "What the program needs at run time. Source files are copied to the output tree.",
        allow_files = True,
    ),
    "entry_point": attr.label(
        doc = "The script to run.",
        allow_files = True,
        mandatory = True,
    ),
    "env": attr.string_dict(
        doc = "Environment variables of the program. $(location) and Make variables are expanded.",
    ),
    "fixed_args": attr.string_list(
        doc = "Arguments given to the program before any others, however it is started. $(location) and Make variables are expanded, then each is tokenized as a shell does.",
    ),
    "node_options": attr.string_list(
        doc = "Options for node itself.",
    ),
    "_launcher": attr.label(
        default = ":js_binary.sh.tpl",
        allow_single_file = True,
    ),
    "_stay_inside": attr.label(
        default = ":stay_inside",
        allow_single_file = True,
    ),
}

def _quote(value):
    return "'" + value.replace("'", "'\\''") + "'"

def _rlocation(ctx, short_path):
    """Path below the runfiles root, with no .. in it, so that it also holds in an archive."""
    if short_path.startswith("../"):
        return short_path[3:]
    return ctx.workspace_name + "/" + short_path

def _output_tree_path(short_path):
    """Path below the output tree, where an external repository is below external/."""
    return "external/" + short_path[3:] if short_path.startswith("../") else short_path

def _chdir(ctx):
    """The working directory relative to the output tree, where the package of an external repository is below external/."""
    if not ctx.attr.chdir:
        return ""
    chdir = expand(ctx, "chdir", ctx.attr.chdir, ctx.attr.data)
    if ctx.label.workspace_root and not chdir.startswith(("external/", "/")):
        chdir = ctx.label.workspace_root + ("" if chdir == "." else "/" + chdir)
    return chdir

def _js_binary_impl(ctx):
    node = ctx.toolchains[_RUNTIME_TOOLCHAIN].nodeinfo.node

    if DirectoryPathInfo in ctx.attr.entry_point:
        entry_point = ctx.attr.entry_point[DirectoryPathInfo].directory
        entry_point_path = entry_point.short_path + "/" + ctx.attr.entry_point[DirectoryPathInfo].path
    else:
        if len(ctx.files.entry_point) != 1:
            fail("entry_point of {} must give one file, but {} gives {}".format(ctx.label, ctx.attr.entry_point.label, len(ctx.files.entry_point)))
        entry_point = copy_file_to_bin_action(ctx, ctx.files.entry_point[0])
        entry_point_path = entry_point.short_path

    env = {
        key: expand(ctx, "env", value, ctx.attr.data)
        for key, value in ctx.attr.env.items()
    }

    # In a directory of its own, because a package may have a folder named like the target.
    launcher = ctx.actions.declare_file("{0}_/{0}".format(ctx.label.name))
    ctx.actions.expand_template(
        template = ctx.file._launcher,
        output = launcher,
        substitutions = {
            "{{bindir}}": ctx.bin_dir.path,
            "{{chdir}}": _quote(_chdir(ctx)),
            "{{entry_point}}": _quote(_rlocation(ctx, entry_point_path)),
            "{{env}}": "\n".join(["export %s=%s" % (key, _quote(value)) for key, value in env.items()]),
            "{{execroot_entry_point}}": _quote(_output_tree_path(entry_point_path)),
            "{{fixed_args}}": " ".join([
                _quote(word)
                for arg in ctx.attr.fixed_args
                # As for the args of any target, each is a shell word or several.
                for word in ctx.tokenize(expand(ctx, "fixed_args", arg, ctx.attr.data))
            ]),
            "{{node_options}}": " ".join([_quote(expand(ctx, "node_options", option, ctx.attr.data)) for option in ctx.attr.node_options]),
            "{{node}}": _quote(_rlocation(ctx, node.short_path)),
            "{{stay_inside}}": _quote(_rlocation(ctx, ctx.file._stay_inside.short_path)),
            "{{target}}": str(ctx.label),
        },
        is_executable = True,
    )

    data_runfiles = make_runfiles(
        ctx,
        [entry_point] + copy_files_to_bin_actions(ctx, ctx.files.data),
        [ctx.attr.entry_point] + ctx.attr.data,
    )
    return [
        DefaultInfo(
            executable = launcher,
            runfiles = data_runfiles.merge(ctx.runfiles([launcher, node, ctx.file._stay_inside])),
        ),
        RunEnvironmentInfo(environment = env),
        # What js_run_binary puts in the output tree when it runs the entry point from there.
        OutputGroupInfo(execroot_data_files = data_runfiles.files),
    ]

js_binary = rule(
    implementation = _js_binary_impl,
    doc = "A program run by Node.js.",
    attrs = _ATTRS,
    executable = True,
    toolchains = [_RUNTIME_TOOLCHAIN],
)

js_test = rule(
    implementation = _js_binary_impl,
    doc = "A test run by Node.js. It passes when the script exits 0.",
    attrs = _ATTRS,
    test = True,
    toolchains = [_RUNTIME_TOOLCHAIN],
)
