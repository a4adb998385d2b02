"""Executables that start one command of the DataBuild tools on a job, a graph or a service."""

load("//rules:providers.bzl", "DatabuildGraphInfo", "DatabuildJobInfo")
load(":node.bzl", "NEEDED_NODE", "NODE_RUNTIME", "NODE_SOURCES", "node_executable")
load(":paths.bzl", "label_string", "rlocation_path")
load(":shell.bzl", "inside_single_quotes", "single_quoted")

_DOC = """\
An executable that starts one command of the DataBuild tools on a job or a graph.

Its runfiles contain everything that it needs: node, the bundled tools, the descriptor and the executables of the jobs.
"""

DatabuildServiceInfo = provider(
    doc = "A service of many graphs.",
    fields = {
        "descriptor": "`File`: the JSON document that describes the service to the DataBuild tools.",
        "label": "`Label` of the service.",
        "runfiles": "Empty `runfiles`: graphs come to a service later, as archives.",
    },
)

_LAUNCHABLE = [DatabuildGraphInfo, DatabuildJobInfo, DatabuildServiceInfo]

# For attributes whose target goes to `launchable`.
LAUNCHABLE_PROVIDERS = [[info] for info in _LAUNCHABLE]

def launchable(target):
    """Returns the provider of a target that can be launched.

    Args:
      target: The target of a job, a graph or a service.

    Returns:
      Its `DatabuildGraphInfo`, `DatabuildJobInfo` or `DatabuildServiceInfo`.
    """
    return [target[info] for info in _LAUNCHABLE if info in target][0]

def shared_tree(label):
    """Returns the name of the runfiles tree that the launchers of one archive share.

    Args:
      label: The `Label` of the job, graph or service.

    Returns:
      The name of a folder next to the launchers.
    """
    return label.name + ".runfiles"

def launch(ctx, command, arguments = [], files = [], node = "packed", subject = None):
    """Declares the executable of a rule with `bundle_attrs` and `LAUNCHER_TOOLCHAINS`.

    Args:
      ctx: The rule context.
      command: The command of the DataBuild tools to start.
      arguments: Its arguments, before those of the caller.
      files: Files that it reads, besides the descriptor.
      node: `packed`: it brings its Node. `system`: it looks for the Node of the machine.
      subject: What it starts the command on; by default, the target of the attribute `subject`.

    Returns:
      The `DefaultInfo`.
    """
    subject = subject or launchable(ctx.attr.subject)
    packed = [node_executable(ctx, NODE_RUNTIME)] if node == "packed" else []
    bundle = [file for file in ctx.files._bundle if file.extension == "mjs"][0]

    launcher = ctx.actions.declare_file(ctx.label.name)
    substitutions = {
        "{{%s}}" % name: inside_single_quotes(value)
        for name, value in {
            "BUNDLE": rlocation_path(bundle),
            "COMMAND": command,
            "DESCRIPTOR": rlocation_path(subject.descriptor),
            "LABEL": label_string(subject.label),
            "NEEDED_NODE": str(NEEDED_NODE),
            "NODE": rlocation_path(packed[0]) if packed else "",
            "SHARED_TREE": shared_tree(subject.label),
        }.items()
    }
    if arguments:
        words = [single_quoted(argument) for argument in arguments]
        substitutions["# {{SET_ARGUMENTS}}"] = "set -- {} \"$@\"".format(" ".join(words))
    ctx.actions.expand_template(
        template = ctx.file._template,
        output = launcher,
        substitutions = substitutions,
        is_executable = True,
    )

    return DefaultInfo(
        executable = launcher,
        files = depset([launcher]),
        runfiles = ctx.runfiles(files = packed + [subject.descriptor] + files + ctx.files._bundle).merge(subject.runfiles),
    )

# For rules that call `launch`.
LAUNCHER_TOOLCHAINS = [NODE_RUNTIME]

def launcher_attrs(bundle, providers = LAUNCHABLE_PROVIDERS):
    """Makes the attributes of a rule that calls `launch` on another target.

    Args:
      bundle: As for `bundle_attrs`.
      providers: The providers that the subject must have.

    Returns:
      A `dict` of attributes.
    """
    return bundle_attrs(bundle) | {
        "subject": attr.label(
            doc = "The job or graph to start it on.",
            mandatory = True,
            providers = providers,
        ),
    }

def bundle_attrs(bundle):
    """Makes the attributes of a rule that calls `launch`.

    BUILD files cannot set the bundle, because tools and descriptors match only within one version.

    Args:
      bundle: `Label` of the target with the bundled tools: one `.mjs` file, and the files that it needs next to it.

    Returns:
      A `dict` of attributes.
    """
    return {
        "_bundle": attr.label(
            doc = "The bundled tools.",
            allow_files = [".mjs", ".cjs", ".map", ".node"],
            default = bundle,
        ),
        "_template": attr.label(
            doc = "The template of the launcher.",
            allow_single_file = True,
            default = Label("//rules:launcher.sh.tpl"),
        ),
    }

NODE_ATTR = attr.string(
    doc = "`packed`: the launcher brings its Node. `system`: it looks for the Node of the machine, in `DATABUILD_NODE` and on the `PATH`.",
    default = "packed",
    values = NODE_SOURCES,
)

# The tools as they ship.
TOOLS = Label("//tools/packaging/prebuilt:databuild")

def _databuild_launcher_impl(ctx):
    programs = [target[DefaultInfo].files_to_run for target in ctx.attr.starts]
    trees = [program.runfiles_manifest for program in programs if program.runfiles_manifest]
    archive = ctx.file.archive
    return [
        launch(
            ctx,
            ctx.attr.command,
            arguments = ["--archive", rlocation_path(archive)] if archive else [],
            files = [archive] if archive else [],
            node = ctx.attr.node,
        ),
        # What is built with a target that is requested, besides its own files. The manifest stands for the runfiles tree.
        OutputGroupInfo(_hidden_top_level_INTERNAL_ = depset([program.executable for program in programs] + trees)),
    ]

def make_launcher_rule(bundle):
    """Makes a launcher rule for a build of the tools.

    Args:
      bundle: As for `launcher_attrs`.

    Returns:
      The rule.
    """
    return rule(
        implementation = _databuild_launcher_impl,
        doc = _DOC,
        attrs = launcher_attrs(bundle) | {
            "archive": attr.label(
                doc = "The archive of the subject, for a command that works with it.",
                allow_single_file = True,
            ),
            "command": attr.string(
                doc = "The command of the DataBuild tools to start.",
                mandatory = True,
            ),
            "node": NODE_ATTR,
            "starts": attr.label_list(
                doc = "Executables that are started later, at their own paths, by what the command writes. They are built with this target.",
            ),
        },
        executable = True,
        toolchains = LAUNCHER_TOOLCHAINS,
    )

databuild_launcher = make_launcher_rule(TOOLS)
