"""lint_test: a linter over every source file of the workspace, as a test."""

load("@rules_shell//shell:sh_test.bzl", "sh_test")

def lint_test(name, linter, options = [], data = [], size = "small"):
    """Declares a test that runs a linter at the root of a copy of the source tree.

    Args:
      name: Name of the test.
      linter: Label of its executable.
      options: Its arguments.
      data: What it needs besides the source files.
      size: Size of the test.
    """
    sh_test(
        name = name,
        size = size,
        srcs = ["lint_test.sh"],
        args = ["$(rlocationpath {})".format(linter)] + options,
        data = [linter] + data,
        tags = [
            # A cached result would ignore files that Bazel does not know as inputs, see lint_test.sh.
            "external",
            # The source tree is only on this machine, outside of any sandbox.
            "local",
        ],
    )
