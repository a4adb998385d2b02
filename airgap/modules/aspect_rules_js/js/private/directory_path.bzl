"""A file inside a directory artifact, named by its path."""

DirectoryPathInfo = provider(
    doc = "A file inside a directory artifact.",
    fields = {
        "directory": "The directory (File).",
        "path": "Path of the file below the directory.",
    },
)

def _directory_path_impl(ctx):
    return [
        DefaultInfo(files = depset([ctx.file.directory])),
        DirectoryPathInfo(directory = ctx.file.directory, path = ctx.attr.path),
    ]

directory_path = rule(
    implementation = _directory_path_impl,
    doc = "Names a file inside a directory artifact, so that it can be an entry_point.",
    attrs = {
        "directory": attr.label(
            doc = "A target that gives one directory.",
            allow_single_file = True,
            mandatory = True,
        ),
        "path": attr.string(
            doc = "Path of the file below the directory.",
            mandatory = True,
        ),
    },
)
