"""Archives: a job or a graph as one file that runs on a machine without Bazel."""

load(":launcher.bzl", "LAUNCHABLE_PROVIDERS", "launchable", "shared_tree")
load(":node.bzl", "NODE", "node_executable")
load(":paths.bzl", "label_string")
load(":runfiles_entries.bzl", "add_entries", "add_runfiles", "entry", "entry_args", "runfiles_inputs")

_DOC = """\
`<subject>.tar.gz`: the launchers of a job or graph and one runfiles tree that they share.

It unpacks into one folder, `<subject>/`. The same inputs give the same bytes on any machine.
"""

_README = """\
{label}, ready to run.

You can move this folder anywhere. It needs no Bazel and no Node. It does not contain what the jobs expect on a machine,
such as an interpreter or credentials. Keep the launchers and {tree} together.

{launchers}

Pass partition refs as arguments, or one per line on standard input with "-" as the argument.
"""

def _databuild_archive_impl(ctx):
    subject = launchable(ctx.attr.subject)
    launchers = [target[DefaultInfo].files_to_run for target in ctx.attr.launchers]

    # The runfiles of each launcher contain the launcher itself, so the tree has a copy of each, as Bazel's own trees
    # do.
    runfiles = ctx.runfiles().merge_all([target[DefaultInfo].default_runfiles for target in ctx.attr.launchers])
    readme = _write_readme(ctx, subject)

    archive = ctx.actions.declare_file(subject.label.name + ".tar.gz")
    options = ctx.actions.args()
    options.add(ctx.file._archiver)
    options.add(archive)
    options.add(subject.label.name)

    ctx.actions.run(
        outputs = [archive],
        inputs = depset(
            [readme] + [file for launcher in launchers for file in [launcher.executable, launcher.repo_mapping_manifest]],
            transitive = [runfiles_inputs(runfiles)],
        ),
        executable = node_executable(ctx, NODE),
        tools = [ctx.file._archiver],
        arguments = [options, _list_entries(ctx, subject, launchers, runfiles, readme)],
        # A sandbox shows the files of a folder that an action wrote, but not its empty folders.
        execution_requirements = {"no-sandbox": "1"},
        mnemonic = "DatabuildArchive",
        progress_message = "Archiving %{label}",
        toolchain = NODE,
    )

    return [DefaultInfo(files = depset([archive]))]

def _write_readme(ctx, subject):
    readme = ctx.actions.declare_file(ctx.label.name + ".README.txt")
    ctx.actions.write(readme, _README.format(
        label = label_string(subject.label),
        launchers = "\n".join([
            "  ./{}\n      {}".format(target.label.name, summary)
            for target, summary in ctx.attr.launchers.items()
        ]),
        tree = shared_tree(subject.label),
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

databuild_archive = rule(
    implementation = _databuild_archive_impl,
    doc = _DOC,
    attrs = {
        "launchers": attr.label_keyed_string_dict(
            doc = "The launchers of the subject, each with a summary of what it does.",
            mandatory = True,
        ),
        "subject": attr.label(
            doc = "The job or graph.",
            mandatory = True,
            providers = LAUNCHABLE_PROVIDERS,
        ),
        "_archiver": attr.label(
            doc = "The program that writes the archive.",
            allow_single_file = [".cjs"],
            cfg = "exec",
            default = Label("//tools/packaging/prebuilt:archive"),
        ),
    },
    toolchains = [NODE],
)
