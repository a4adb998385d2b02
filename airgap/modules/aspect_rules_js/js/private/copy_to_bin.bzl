"""Copying sources to the output tree.

JavaScript programs resolve imports by walking up from the importing file, so everything that a
program reads has to sit in one tree: the output tree, where node_modules is linked.
"""

def copy_file_to_bin_action(ctx, file):
    """Copies a source file to the output tree; a generated file is already there.

    Args:
        ctx: the rule context
        file: a File

    Returns:
        The File in the output tree.
    """
    if not file.is_source:
        return file
    if (file.owner.repo_name, file.owner.package) != (ctx.label.repo_name, ctx.label.package):
        fail("{file} is a source file of package {package}, so {target} cannot copy it to its own part of the output tree. Wrap it in a js_library in its own package and depend on that.".format(
            file = file.owner,
            package = file.owner.package or "//",
            target = ctx.label,
        ))

    copy = ctx.actions.declare_file(file.path.removeprefix(ctx.label.workspace_root + "/").removeprefix(ctx.label.package + "/"))
    ctx.actions.run_shell(
        inputs = [file],
        outputs = [copy],
        command = 'cp -L "$1" "$2"',
        arguments = [file.path, copy.path],
        mnemonic = "CopyToBin",
        progress_message = "Copying %{input} to the output tree",
        # One small file: the sandbox and the remote cache would cost more than the copy.
        execution_requirements = {"no-remote": "1", "no-sandbox": "1"},
    )
    return copy

def copy_files_to_bin_actions(ctx, files):
    """Copies the source files among files to the output tree.

    Args:
        ctx: the rule context
        files: a list of Files

    Returns:
        The Files in the output tree.
    """
    return [copy_file_to_bin_action(ctx, file) for file in files]

def _copied_file_impl(ctx):
    return [DefaultInfo(files = depset([copy_file_to_bin_action(ctx, ctx.file.src)]))]

copied_file = rule(
    implementation = _copied_file_impl,
    doc = "A source file of its package, in the output tree.",
    attrs = {
        "src": attr.label(
            doc = "The file.",
            allow_single_file = True,
            mandatory = True,
        ),
    },
)
