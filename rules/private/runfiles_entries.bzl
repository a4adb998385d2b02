"""The list of the files in a runfiles tree, for a program that an action runs. tools/packaging/runfiles/entries.ts reads it."""

load(":paths.bzl", "rlocation_path", "rlocation_path_of")

def runfiles_inputs(runfiles):
    """Returns the inputs of an action that reads runfiles.

    Args:
      runfiles: The `runfiles`.

    Returns:
      A depset of files.
    """
    return depset(
        # `runfiles.files` lacks the targets of these, and they have no depset of files; they are few.
        [link.target_file for link in runfiles.symlinks.to_list() + runfiles.root_symlinks.to_list()],
        transitive = [runfiles.files],
    )

def entry_args(ctx):
    """Makes the `Args` of a param file with one entry a line.

    Args:
      ctx: The rule context.

    Returns:
      The `Args`, for `add_runfiles` and `add_entries`.
    """
    entries = ctx.actions.args()
    entries.use_param_file("%s", use_always = True)
    entries.set_param_file_format("multiline")
    return entries

def add_entries(entries, items, map_each, folder = ""):
    """Adds entries that `map_each` creates from items.

    Args:
      entries: What `entry_args` made.
      items: Files, or other items.
      map_each: Top-level function: item to `entry`, or a list of those.
      folder: What their paths are below: nothing, or a path that ends in a slash.
    """
    entries.add_all(
        items,
        expand_directories = False,
        format_each = '{"folder":%s,"entry":%%s}' % json.encode(folder).replace("%", "%%"),
        map_each = map_each,
    )

def add_runfiles(entries, runfiles, folder = ""):
    """Adds an entry for everything in `runfiles`.

    Args:
      entries: What `entry_args` made.
      runfiles: The `runfiles`.
      folder: As for `add_entries`.
    """

    # Where two entries have one path, the reader takes the last. This is the order that Bazel itself has.
    for items, map_each in [
        (runfiles.symlinks, _symlink_entries),
        (runfiles.files, _file_entries),
        (runfiles.empty_filenames, _empty_entry),
        (runfiles.root_symlinks, _root_symlink_entries),
    ]:
        add_entries(entries, items, map_each, folder)

def entry(path, file, plain = False):
    """Makes one entry.

    Args:
      path: Where it is to be.
      file: The `File` that it is.
      plain: Whether it is for reading only, whatever its mode.

    Returns:
      The entry, as JSON.
    """

    # Here, a declared symlink looks like a file. The reader looks, but not at source files: whether those are
    # symlinks in a checkout must make no difference.
    return json.encode({"may_be_link": not file.is_source, "path": path, "plain": plain, "source": file.path})

def _entries_of(path, file, directory_expander):
    if not file.is_directory:
        return [entry(path, file)]
    return [json.encode({"is_tree": True, "path": path, "source": file.path})] + [
        json.encode({"path": path + "/" + child.tree_relative_path, "source": child.path})
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
