"""Executables of users, in any language and from any rule."""

load(":checks.bzl", "fail_attribute")
load(":paths.bzl", "label_string", "rlocation_path")
load(":run_settings.bzl", "RUNFILES", "RunSettingsInfo", "run_settings")
load(":shell.bzl", "inside_single_quotes", "single_quoted")

# Variables that every program gets. The env of a target overrides these. A config or `--pass-env` overrides the env
# of a target.
_GIVEN = ["BAZEL_BINDIR", "HOME", "JAVA_RUNFILES", "LANG", "PATH", "RUNFILES_DIR", "TMPDIR"]

# For rules that call `resolve_executable`.
EXECUTABLE_ATTRS = {
    "_program": attr.label(
        doc = "The template of the script that starts a program with args or env.",
        allow_single_file = True,
        default = Label("//rules:program.sh.tpl"),
    ),
}

def executable_attr(doc, mandatory = True):
    """Declares an attribute for an executable in any language.

    `executable = True` is left off on purpose: Bazel's own message for a target that is not executable
    says neither which attribute was meant nor how to mend it. `resolve_executable` does.

    Args:
      doc: Documentation of the attribute.
      mandatory: Whether every target must set it.

    Returns:
      The attribute.
    """
    return attr.label(
        doc = doc,
        allow_files = True,
        aspects = [run_settings],
        # Executables ship with the graph, so they are built for the machine that will run it.
        cfg = "target",
        mandatory = mandatory,
    )

def resolve_executable(ctx, attribute):
    """Resolves an attribute made by `executable_attr`.

    If a target has `args` or `env`, the result is a script that starts it with them.

    Args:
      ctx: The rule context, of a rule with `EXECUTABLE_ATTRS`.
      attribute: Name of the attribute.

    Returns:
      A struct of `file` (the executable `File`), `rlocation_path` (where it is in a runfiles tree) and
      `runfiles` (all that it needs, itself included); `None` where the attribute is not set.
    """
    target = getattr(ctx.attr, attribute)
    if not target:
        return None
    file = target[DefaultInfo].files_to_run.executable
    if not file:
        fail_attribute(ctx, attribute, (
            "{} is not executable. Name an executable target in any language (sh_binary, py_binary, " +
            "js_binary, ...) or a script with its executable bit set; " +
            "wrap a library or a group of files in one."
        ).format(label_string(target.label)))
    runfiles = ctx.runfiles(files = [file]).merge(target[DefaultInfo].default_runfiles)
    settings = target[RunSettingsInfo] if RunSettingsInfo in target else None
    if settings and settings.problems:
        fail_attribute(ctx, attribute, "{}: {}".format(label_string(target.label), settings.problems[0]))
    if settings and (settings.args or settings.env):
        file = _declare_starter(ctx, attribute, file, settings)
        runfiles = runfiles.merge(ctx.runfiles(files = [file]))
    return struct(
        file = file,
        rlocation_path = rlocation_path(file),
        runfiles = runfiles,
    )

def _declare_starter(ctx, attribute, program, settings):
    """Declares the script that starts a program with its args and env."""
    starter = ctx.actions.declare_file("{}.{}.sh".format(ctx.label.name, attribute))
    substitutions = {
        "{{PROGRAM}}": inside_single_quotes(rlocation_path(program)),
        "{{SELF}}": inside_single_quotes(rlocation_path(starter)),
    }
    if settings.env:
        substitutions["# {{SET_ENVIRONMENT}}"] = "\n".join([
            "{}export {}={}".format(
                "" if name in _GIVEN else "[ -n \"${%s+set}\" ] || " % name,
                name,
                _with_runfiles(settings.env[name]),
            )
            for name in sorted(settings.env)
        ])
    if settings.args:
        substitutions["# {{SET_ARGUMENTS}}"] = "set -- {} \"$@\"".format(" ".join([_with_runfiles(arg) for arg in settings.args]))
    ctx.actions.expand_template(
        template = ctx.file._program,
        output = starter,
        substitutions = substitutions,
        is_executable = True,
    )
    return starter

def _with_runfiles(value):
    return single_quoted(value).replace(RUNFILES, "'\"$runfiles\"'")
