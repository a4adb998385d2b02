"""The library for workers in JavaScript and TypeScript."""

load("@bazel_skylib//rules:copy_file.bzl", "copy_file")

def databuild_worker(name = "databuild_worker", **kwargs):
    """Copies the library into this package, where programs import it as `./databuild_worker.mjs`.

    Programs in JavaScript have their modules beside them: what lies in another Bazel module cannot be imported.

    Args:
      name: Name of the target, which is the library and its types. It belongs into the `data` of a js_binary, or into the
        `srcs` of a js_library.
      **kwargs: The attributes that all rules share.
    """
    for extension in ["mjs", "d.mts"]:
        copy_file(
            name = "{}_{}".format(name, extension.replace(".", "_")),
            src = Label("//libs/typescript:databuild_worker." + extension),
            out = "databuild_worker." + extension,
            **(kwargs | {"tags": kwargs.get("tags", []) + ["manual"], "visibility": ["//visibility:private"]})
        )
    native.filegroup(
        name = name,
        srcs = ["databuild_worker.d.mts", "databuild_worker.mjs"],
        **kwargs
    )
