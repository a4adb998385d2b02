"""Implementation of the service of many graphs, which `//service` declares."""

load(":descriptor.bzl", "write_descriptor")
load(":launcher.bzl", "DatabuildServiceInfo", "LAUNCHER_TOOLCHAINS", "NODE_ATTR", "TOOLS", "bundle_attrs", "launch")
load(":phases.bzl", "SERVICE_PHASES")
load(":targets.bzl", "declare_packed")

_DOC = """\
A service of many graphs, as an executable.

It contains no graph: `:g.deploy` of a graph uploads it to the service that runs.
"""

def _service_impl(ctx):
    service = DatabuildServiceInfo(
        descriptor = write_descriptor(ctx, "service"),
        label = ctx.label,
        runfiles = ctx.runfiles(),
    )
    return [
        launch(ctx, SERVICE_PHASES[""].command, node = ctx.attr.node, subject = service),
        service,
    ]

_service = rule(
    implementation = _service_impl,
    doc = _DOC,
    attrs = bundle_attrs(TOOLS) | {"node": NODE_ATTR},
    executable = True,
    provides = [DatabuildServiceInfo],
    toolchains = LAUNCHER_TOOLCHAINS,
)

def databuild_service(name, node = "packed", **kwargs):
    """Declares a service of many graphs.

    Besides `:name`, which starts the service, it declares:

    - `:name.archive`: `name.tar.gz`, an archive of it that runs on a machine without Bazel
    - `:name.bin`: the same as one executable file

    Args:
      name: Name of the service.
      node: Where the Node comes from that the service runs on: `packed` or `system`, as for graphs.
      **kwargs: The attributes that all rules share. They apply to every target named above.
    """
    _service(name = name, node = node, **kwargs)
    declare_packed(name, {name: SERVICE_PHASES[""].summary}, kwargs, node)
