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
        # `runfiles.files` does not contain the targets of symlinks, and they have no depset of files. There are only
        # a few.
        [link.target_file for link in runfiles.symlinks.to_list() + runfiles.root_symlinks.to_list()],
        transitive = [runfiles.files],
    )

def entry_args(ctx):
    """Makes the `Args` of a param file with one entry per line.

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
      folder: The prefix of their paths: empty, or a path that ends with a slash.
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

    # If two entries have the same path, the reader uses the last. This is the order that Bazel itself uses.
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
      path: Its path among the entries.
      file: The `File` with its content.
      plain: Whether it is never executable, whatever its mode.

    Returns:
      The entry, as JSON.
    """

    # A declared symlink looks like a file here. The reader checks for symlinks, but not in source files: it must not
    # matter whether those are symlinks in a checkout.
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
