"""The targets that every job, graph and service declares besides itself."""

load(":archive.bzl", "databuild_archive")
load(":bin.bzl", "databuild_bin")
load(":launcher.bzl", "databuild_launcher")

# Attributes that every rule has, and that mean the same for a target and for the targets declared with it.
_SHARED_ATTRIBUTES = [
    "compatible_with",
    "deprecation",
    "exec_compatible_with",
    "exec_properties",
    "features",
    "restricted_to",
    "tags",
    "target_compatible_with",
    "testonly",
    "visibility",
]

def shared_attributes(attributes):
    """Returns the attributes that apply to every target of a macro.

    Args:
      attributes: The attributes that the macro was given.

    Returns:
      A `dict` of attributes.
    """
    return {key: attributes[key] for key in _SHARED_ATTRIBUTES if key in attributes}

# The executables that start other executables of the same graph, by what they write.
_STARTS = {"compile": ["task"]}

def declare_phases(name, phases, attributes, node):
    """Declares the executables of a job or graph, and the archive and the single file of them all.

    Args:
      name: Name of the job or graph.
      phases: `JOB_PHASES` or `GRAPH_PHASES`.
      attributes: The attributes of the job or graph; those that all rules share are passed on.
      node: `packed` or `system`: where the Node of the executables comes from.
    """
    shared = shared_attributes(attributes)
    for suffix, phase in phases.items():
        databuild_launcher(
            name = "{}.{}".format(name, suffix),
            archive = name + ".archive" if phase.archive else None,
            command = phase.command,
            node = node,
            starts = ["{}.{}".format(name, started) for started in _STARTS.get(suffix, [])],
            subject = name,
            **(_manual(shared) if phase.archive else shared)
        )

    # What has the archive as data cannot be in it.
    launchers = {"{}.{}".format(name, suffix): phase.summary for suffix, phase in phases.items() if not phase.archive}
    declare_packed(name, launchers, attributes, node)

def declare_packed(name, launchers, attributes, node):
    """Declares the archive and the single file of a job, a graph or a service.

    Args:
      name: Name of the job, graph or service.
      launchers: The executables in them, each with a summary of what it does.
      attributes: As for `declare_phases`.
      node: As for `declare_phases`.
    """
    packing = _manual(shared_attributes(attributes)) | {
        "launchers": launchers,
        "node": node,
        "subject": name,
    }
    databuild_archive(name = name + ".archive", **packing)
    databuild_bin(name = name + ".bin", **packing)

def _manual(shared):
    """Archives are tens of megabytes, mostly Node. They are built only on request, not by every `bazel build //...`."""
    return shared | {"tags": (shared.get("tags") or []) + ["manual"]}
