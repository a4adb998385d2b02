"""The names of files and targets in DataBuild descriptors: stable strings, the same on every machine."""

# The runfiles folder of the main repository. With bzlmod it always has this name.
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
    """Returns the canonical runfiles path of a runfile without a `File`, such as an empty or a symlinked one.

    Args:
      short_path: Its path from the runfiles folder of the main repository.

    Returns:
      As `rlocation_path`.
    """
    if short_path.startswith("../"):
        return short_path[len("../"):]
    return _MAIN_REPOSITORY + "/" + short_path

def label_string(label):
    """Returns a label as people and descriptors write it, the same for every version of Bazel.

    It identifies jobs. tools/base/model/labels.ts does the same for labels that were recorded in another spelling.

    Args:
      label: The `Label`.

    Returns:
      `//pkg:name` in the main repository, `@module//pkg:name` in that of a module.
    """
    return "{}//{}:{}".format(repository_string(label.repo_name), label.package, label.name)

def repository_string(canonical):
    """Returns a repository as `label_string` writes it.

    Args:
      canonical: Its canonical name: `other~` or `other~1.2` in Bazel 7, `other+` in Bazel 8; empty for the main repository.

    Returns:
      `@module` for the repository of a module, whatever its version. `@@module++extension+repo` for one that a module
      extension makes, or `@@+extension+repo` if the extension belongs to the root module. Empty for the main repository.
    """
    if not canonical:
        return ""
    parts = canonical.replace("~", "+").split("+")
    if len(parts) < 3:
        return "@" + parts[0]
    module = "" if parts[0] in ["", "_main"] else parts[0] + "+"
    return "@@{}+{}+{}".format(module, parts[-2], parts[-1])
