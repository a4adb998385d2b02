"""Macros for the executables that npm packages bring."""

load("//js:defs.bzl", "js_binary", "js_run_binary", "js_test")
load("//js:libs.bzl", "directory_path")

def _entry_point(name, link, path, testonly = None):
    directory_path(
        name = name + "__entry_point",
        directory = link.same_package_label(link.name + "/dir"),
        path = path,
        tags = ["manual"],
        testonly = testonly,
    )
    return ":%s__entry_point" % name

def _make_bin_macros(bin, link, path):
    # buildifier: disable=function-docstring
    def binary(name, data = [], **kwargs):
        js_binary(
            name = name,
            data = data + [link],
            entry_point = _entry_point(name, link, path, kwargs.get("testonly")),
            **kwargs
        )

    # buildifier: disable=function-docstring
    def test(name, data = [], **kwargs):
        js_test(
            name = name,
            data = data + [link],
            entry_point = _entry_point(name, link, path, True),
            **kwargs
        )

    # buildifier: disable=function-docstring
    def run(name, data = [], fixed_args = [], **kwargs):
        binary(
            name = name + "__js_binary",
            data = data,
            fixed_args = fixed_args,
            tags = ["manual"],
            testonly = kwargs.get("testonly"),
        )
        js_run_binary(
            name = name,
            tool = ":%s__js_binary" % name,
            mnemonic = kwargs.pop("mnemonic", "".join([word.capitalize() for word in bin.split("_")])),
            **kwargs
        )

    return {
        bin: run,
        bin + "_binary": binary,
        bin + "_path": path,
        bin + "_test": test,
    }

# It makes macros and is none.
# buildifier: disable=unnamed-macro
def make_bin(bins, link):
    """Makes the `bin` struct of a package.

    Args:
        bins: the package's executables: name -> path in the package
        link: Label of the linked package

    Returns:
        A struct with `<bin>` (runs it in a build action), `<bin>_binary`, `<bin>_test` and `<bin>_path` for each.
    """
    macros = {}
    for bin, path in bins.items():
        macros |= _make_bin_macros(bin, link, path)
    return struct(**macros)
