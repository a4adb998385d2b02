"""js_run_binary: runs a js_binary in a build action."""

load(":copy_to_bin.bzl", "copy_files_to_bin_actions")
load(":expand.bzl", "expand")
load(":js_info.bzl", "js_infos")

def _to_bin_path(path, ctx):
    return path.removeprefix(ctx.bin_dir.path + "/")

def _js_run_binary_impl(ctx):
    directories = [ctx.actions.declare_directory(path) for path in ctx.attr.out_dirs]
    outputs = ctx.outputs.outs + directories
    env = {
        "BAZEL_BINDIR": ctx.bin_dir.path,
        # The program and what it processes then share one output tree and one node_modules.
        "JS_BINARY__USE_EXECROOT_ENTRY_POINT": "1",
    }
    if ctx.outputs.stdout:
        outputs = outputs + [ctx.outputs.stdout]
        env["JS_BINARY__STDOUT_OUTPUT_FILE"] = _to_bin_path(ctx.outputs.stdout.path, ctx)
    if not outputs:
        fail("{} produces nothing: set outs, out_dirs or stdout".format(ctx.label))
    if ctx.attr.silent_on_success:
        env["JS_BINARY__SILENT_ON_SUCCESS"] = "1"
    if ctx.attr.chdir:
        chdir = ctx.attr.chdir
        if ctx.label.workspace_root and not chdir.startswith(("external/", "/")):
            chdir = ctx.label.workspace_root + ("" if chdir == "." else "/" + chdir)
        env["JS_BINARY__CHDIR"] = chdir

    variables = {
        "TARGET": str(ctx.label),
        "WORKSPACE": ctx.workspace_name,
        "BUILD_FILE_PATH": ctx.build_file_path,
    }
    locations = ctx.attr.srcs + [ctx.attr.tool]
    for key, value in ctx.attr.env.items():
        env[key] = expand(ctx, "env", value, locations, variables)

    infos = js_infos(ctx.attr.srcs)
    inputs = [target[DefaultInfo].default_runfiles.files for target in ctx.attr.srcs]
    inputs += [info.transitive_sources for info in infos] + [info.npm_sources for info in infos]
    if ctx.attr.include_types:
        inputs += [info.types for info in infos]
    if ctx.attr.include_transitive_types:
        inputs += [info.transitive_types for info in infos]

    # What the entry point needs, in the output tree of this action's own configuration.
    inputs.append(ctx.attr.tool_in_output_tree[OutputGroupInfo].execroot_data_files)

    ctx.actions.run(
        executable = ctx.executable.tool,
        arguments = [
            word
            for arg in ctx.attr.action_args
            for word in ctx.tokenize(expand(ctx, "args", arg, locations, variables))
        ],
        # A source is there twice: where programs look for it, and where $(execpath) says it is.
        inputs = depset(
            ctx.files.srcs + copy_files_to_bin_actions(ctx, ctx.files.srcs),
            transitive = inputs,
        ),
        outputs = outputs,
        env = env,
        mnemonic = ctx.attr.mnemonic,
        progress_message = ctx.attr.progress_message or ctx.attr.mnemonic + " %{label}",
        execution_requirements = ctx.attr.execution_requirements,
        use_default_shell_env = ctx.attr.use_default_shell_env,
    )
    return [DefaultInfo(
        files = depset(outputs),
        runfiles = ctx.runfiles(outputs),
    )]

_js_run_binary = rule(
    implementation = _js_run_binary_impl,
    attrs = {
        "action_args": attr.string_list(doc = "Arguments of the program, tokenized as a shell does."),
        "chdir": attr.string(doc = "Working directory below the output tree."),
        "env": attr.string_dict(doc = "Environment variables of the program."),
        "execution_requirements": attr.string_dict(doc = "How the action is to be run."),
        "include_transitive_types": attr.bool(doc = "Whether the declarations of all dependencies are inputs."),
        "include_types": attr.bool(doc = "Whether the declarations of the srcs are inputs."),
        "mnemonic": attr.string(doc = "One word for the action."),
        "out_dirs": attr.string_list(doc = "Directories that the program writes."),
        "outs": attr.output_list(doc = "Files that the program writes."),
        "progress_message": attr.string(doc = "Message shown while the action runs."),
        "silent_on_success": attr.bool(doc = "Whether the program's output is shown only when it fails."),
        "srcs": attr.label_list(doc = "Inputs of the program.", allow_files = True),
        "stdout": attr.output(doc = "File that receives the program's standard output."),
        "tool": attr.label(doc = "The js_binary to run.", executable = True, cfg = "exec", mandatory = True),
        "tool_in_output_tree": attr.label(doc = "The same js_binary, in the configuration of the outputs.", mandatory = True),
        "use_default_shell_env": attr.bool(doc = "Whether the action sees Bazel's default shell environment."),
    },
)

def js_run_binary(
        name,
        tool,
        args = [],
        chdir = None,
        env = {},
        execution_requirements = {},
        include_transitive_types = False,
        include_types = False,
        mnemonic = "JsRunBinary",
        out_dirs = [],
        outs = [],
        progress_message = "",
        silent_on_success = True,
        srcs = [],
        stdout = None,
        use_default_shell_env = False,
        **kwargs):
    """Runs a js_binary to produce files. It runs at the root of the output tree.

    Args:
        name: name of the target
        tool: the js_binary to run
        args: arguments of the program; $(location) of srcs and tool and Make variables are expanded, then each is
          tokenized as a shell does: white space outside quotes splits it
        chdir: working directory below the output tree
        env: environment variables of the program, expanded like args
        execution_requirements: how the action is to be run
        include_transitive_types: whether the declarations of all dependencies are inputs
        include_types: whether the declarations of the srcs are inputs
        mnemonic: one word for the action
        out_dirs: directories that the program writes
        outs: files that the program writes
        progress_message: message shown while the action runs
        silent_on_success: whether the program's output is shown only when it fails
        srcs: inputs of the program; source files are copied to the output tree
        stdout: file that receives the program's standard output
        use_default_shell_env: whether the action sees Bazel's default shell environment
        **kwargs: attributes that all rules have
    """
    _js_run_binary(
        name = name,
        tool = tool,
        tool_in_output_tree = tool,
        action_args = args,
        # An empty chdir is the root package, whose place is not the output tree's root in an external repository.
        chdir = "." if chdir == "" else chdir,
        env = env,
        execution_requirements = execution_requirements,
        include_transitive_types = include_transitive_types,
        include_types = include_types,
        mnemonic = mnemonic,
        out_dirs = out_dirs,
        outs = outs,
        progress_message = progress_message,
        silent_on_success = silent_on_success,
        srcs = srcs,
        stdout = stdout,
        use_default_shell_env = use_default_shell_env,
        **kwargs
    )
