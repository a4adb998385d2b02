"""Archives: a job or a graph as one file that runs on a machine without Bazel."""

load(":launcher.bzl", "LAUNCHABLE_PROVIDERS", "launchable", "shared_tree")
load(":paths.bzl", "label_string", "rlocation_path", "rlocation_path_of")

# The archiver runs in an action, so this is the node of the execution platform; see launcher.bzl for the one that ships.
_NODE = "@rules_nodejs//nodejs:toolchain_type"

_DOC = """\
`<subject>.tar.gz`: the launchers of a job or graph and one runfiles tree that they share.

It unpacks into one folder, `<subject>/`. The same inputs give the same bytes on any machine.
"""

_README = """\
{label}, ready to run.

This folder can be moved anywhere. It needs no Bazel and no Node; what the jobs themselves expect of a machine
(an interpreter, credentials) it does not bring. Keep the launchers and {tree} together.

{launchers}

Pass partition refs as arguments, or one per line on standard input with "-" as the argument.
"""

def _databuild_archive_impl(ctx):
    subject = launchable(ctx.attr.subject)
    launchers = [target[DefaultInfo].files_to_run for target in ctx.attr.launchers]

    # Each launcher's runfiles hold the launcher itself, so the tree has a copy of each, as Bazel's own trees do.
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
            [readme] + [file for launcher in launchers for file in [launcher.executable, launcher.repo_mapping_manifest]] +
            # `runfiles.files` lacks the targets of these, and they have no depset of files; they are few.
            [link.target_file for link in runfiles.symlinks.to_list() + runfiles.root_symlinks.to_list()],
            transitive = [runfiles.files],
        ),
        executable = ctx.toolchains[_NODE].nodeinfo.node,
        tools = [ctx.file._archiver],
        arguments = [options, _list_entries(ctx, subject, launchers, runfiles, readme)],
        mnemonic = "DatabuildArchive",
        progress_message = "Archiving %{label}",
        toolchain = _NODE,
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
    """Returns the `Args` of a param file with one entry a line, as tools/archive/entries.ts reads it."""
    entries = ctx.actions.args()
    entries.use_param_file("%s", use_always = True)
    entries.set_param_file_format("multiline")

    # Where two entries have one path, the archiver takes the last. This is the order that Bazel itself has.
    tree = json.encode(shared_tree(subject.label) + "/")
    in_tree = '{"folder":%s,"entry":%%s}' % tree.replace("%", "%%")
    for items, map_each in [
        (runfiles.symlinks, _symlink_entries),
        (runfiles.files, _file_entries),
        (runfiles.empty_filenames, _empty_entry),
        (runfiles.root_symlinks, _root_symlink_entries),
        ([launchers[0].repo_mapping_manifest], _repo_mapping_entry),
    ]:
        entries.add_all(items, map_each = map_each, format_each = in_tree, expand_directories = False)

    for items, map_each in [
        ([launcher.executable for launcher in launchers], _launcher_entry),
        ([readme], _readme_entry),
    ]:
        entries.add_all(items, map_each = map_each, format_each = '{"folder":"","entry":%s}')
    return entries

def _entry(path, file):
    # A declared symlink cannot be told from a file here. The archiver looks, but not at source files: whether
    # those are symlinks in a checkout must not change the archive.
    return json.encode({"may_be_link": not file.is_source, "path": path, "source": file.path})

def _entries_of(path, file, directory_expander):
    if not file.is_directory:
        return [_entry(path, file)]
    return [
        json.encode({"may_be_link": False, "path": path + "/" + child.tree_relative_path, "source": child.path})
        for child in directory_expander.expand(file)
    ]

def _file_entries(file, directory_expander):
    return _entries_of(rlocation_path(file), file, directory_expander)

def _symlink_entries(link, directory_expander):
    return _entries_of(rlocation_path_of(link.path), link.target_file, directory_expander)

def _root_symlink_entries(link, directory_expander):
    return _entries_of(link.path, link.target_file, directory_expander)

def _empty_entry(short_path):
    return json.encode({"path": rlocation_path_of(short_path)})

def _repo_mapping_entry(file):
    return json.encode({"path": "_repo_mapping", "plain": True, "source": file.path})

def _launcher_entry(file):
    return _entry(file.basename, file)

def _readme_entry(file):
    return json.encode({"path": "README.txt", "plain": True, "source": file.path})

databuild_archive = rule(
    implementation = _databuild_archive_impl,
    doc = _DOC,
    attrs = {
        "launchers": attr.label_keyed_string_dict(
            doc = "The launchers of the subject, each with what it does.",
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
            default = Label("//tools/archive:archive.cjs"),
        ),
    },
    toolchains = [_NODE],
)
