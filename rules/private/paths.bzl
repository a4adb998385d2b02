"""How a DataBuild descriptor names files and targets: stable strings, the same on every machine."""

# The runfiles folder of the main repository; Bazel's modules fix it, whatever the module is called.
_MAIN_REPOSITORY = "_main"

def rlocation_path(file):
    """Returns the canonical runfiles path of a file.

    Args:
      file: The `File`.

    Returns:
      `_main/pkg/file`, or `<canonical repository>/pkg/file` for a file of another repository.
    """
    return rlocation_path_of(file.short_path)

def rlocation_path_of(short_path):
    """Returns the canonical runfiles path of what has no `File`, such as an empty or a symlinked runfile.

    Args:
      short_path: Its path from the runfiles folder of the main repository.

    Returns:
      As `rlocation_path`.
    """
    if short_path.startswith("../"):
        return short_path[len("../"):]
    return _MAIN_REPOSITORY + "/" + short_path

def label_string(label):
    """Returns a label the way people and descriptors write it.

    Args:
      label: The `Label`.

    Returns:
      `//pkg:name` in the main repository, `@@<canonical repository>//pkg:name` elsewhere.
    """
    repository = "@@" + label.repo_name if label.repo_name else ""
    return "{}//{}:{}".format(repository, label.package, label.name)
