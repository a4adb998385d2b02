"""Archives: a job, a graph or a service as one file that runs on a machine without Bazel."""

load(":launcher.bzl", "DatabuildServiceInfo", "LAUNCHABLE_PROVIDERS", "launchable", "shared_tree")
load(":node.bzl", "NEEDED_NODE", "NODE", "NODE_SOURCES", "node_executable")
load(":paths.bzl", "label_string")
load(":runfiles_entries.bzl", "add_entries", "add_runfiles", "entry", "entry_args", "runfiles_inputs")

_DOC = """\
`<subject>.tar.gz`: the launchers of a job, a graph or a service and one runfiles tree that they share.

It unpacks into one folder, `<subject>/`. The same inputs give the same bytes on any machine.
"""

_README = """\
{label}, ready to run.

You can move this folder anywhere. It needs no Bazel{no_node}. {machine}
{keep}

{launchers}

{usage}
"""

_OF_JOBS = struct(
    keep = "such as an interpreter or credentials. Keep the launchers and {tree} together.",
    machine = "It does not contain what the jobs expect on a machine,",
    usage = "Pass partition refs as arguments, or one per line on standard input with \"-\" as the argument.",
)

_OF_SERVICE = struct(
    keep = "Keep the launcher and {tree} together.",
    machine = "Graphs are deployed to it when it runs.",
    usage = "\"--help\" lists its options.",
)

def pack(ctx, output, script = None):
    """Declares the action that packs the launchers of a job, a graph or a service, with everything that they need.

    Args:
      ctx: The rule context, of a rule with `ARCHIVE_ATTRS` and `ARCHIVE_TOOLCHAINS`.
      output: The archive, as a declared `File`.
      script: The `File` that the archive begins with, if it is to be one that unpacks itself.
    """
    subject = launchable(ctx.attr.subject)
    launchers = [target[DefaultInfo].files_to_run for target in ctx.attr.launchers]

    # The runfiles of each launcher contain the launcher itself, so the tree has a copy of each, as Bazel's own trees
    # do.
    runfiles = ctx.runfiles().merge_all([target[DefaultInfo].default_runfiles for target in ctx.attr.launchers])
    readme = _write_readme(ctx, subject)

    options = ctx.actions.args()
    options.add(ctx.file._archiver)
    options.add(output)
    options.add(subject.label.name)
    scripts = [script] if script else []
    last = ctx.actions.args()
    last.add_all(scripts)

    ctx.actions.run(
        outputs = [output],
        inputs = depset(
            [readme] + scripts + [file for launcher in launchers for file in [launcher.executable, launcher.repo_mapping_manifest]],
            transitive = [runfiles_inputs(runfiles)],
        ),
        executable = node_executable(ctx, NODE),
        tools = [ctx.file._archiver],
        arguments = [options, _list_entries(ctx, subject, launchers, runfiles, readme), last],
        # A sandbox shows the files of a folder that an action wrote, but not its empty folders.
        execution_requirements = {"no-sandbox": "1"},
        mnemonic = "DatabuildArchive",
        progress_message = "Archiving %{label}",
        toolchain = NODE,
    )

def _write_readme(ctx, subject):
    readme = ctx.actions.declare_file(ctx.label.name + ".README.txt")
    words = _OF_SERVICE if DatabuildServiceInfo in ctx.attr.subject else _OF_JOBS
    ctx.actions.write(readme, _README.format(
        keep = words.keep.format(tree = shared_tree(subject.label)),
        label = label_string(subject.label),
        launchers = "\n".join([
            "  ./{}\n      {}".format(target.label.name, summary)
            for target, summary in ctx.attr.launchers.items()
        ]),
        machine = words.machine,
        no_node = " and no Node" if ctx.attr.node == "packed" else ", but Node {} or later".format(NEEDED_NODE),
        usage = words.usage,
    ))
    return readme

def _list_entries(ctx, subject, launchers, runfiles, readme):
    """Returns the `Args` of a param file with one entry per line."""
    entries = entry_args(ctx)
    tree = shared_tree(subject.label) + "/"
    add_runfiles(entries, runfiles, folder = tree)
    add_entries(entries, [launchers[0].repo_mapping_manifest], _repo_mapping_entry, folder = tree)
    add_entries(entries, [launcher.executable for launcher in launchers], _launcher_entry)
    add_entries(entries, [readme], _readme_entry)
    return entries

def _repo_mapping_entry(file):
    return entry("_repo_mapping", file, plain = True)

def _launcher_entry(file):
    return entry(file.basename, file)

def _readme_entry(file):
    return entry("README.txt", file, plain = True)

# For rules that call `pack`.
ARCHIVE_ATTRS = {
    "launchers": attr.label_keyed_string_dict(
        doc = "The launchers of the subject, each with a summary of what it does.",
        mandatory = True,
    ),
    "node": attr.string(
        doc = "Where the Node of the launchers comes from.",
        default = "packed",
        values = NODE_SOURCES,
    ),
    "subject": attr.label(
        doc = "The job, graph or service.",
        mandatory = True,
        providers = LAUNCHABLE_PROVIDERS,
    ),
    "_archiver": attr.label(
        doc = "The program that writes the archive.",
        allow_single_file = [".cjs"],
        cfg = "exec",
        default = Label("//tools/packaging/prebuilt:archive"),
    ),
}
ARCHIVE_TOOLCHAINS = [NODE]

def _databuild_archive_impl(ctx):
    archive = ctx.actions.declare_file(launchable(ctx.attr.subject).label.name + ".tar.gz")
    pack(ctx, archive)
    return [DefaultInfo(files = depset([archive]))]

databuild_archive = rule(
    implementation = _databuild_archive_impl,
    doc = _DOC,
    attrs = ARCHIVE_ATTRS,
    toolchains = ARCHIVE_TOOLCHAINS,
)
