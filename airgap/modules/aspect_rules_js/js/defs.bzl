"""Rules for JavaScript programs and libraries: the air-gapped drop-in. See README.md of this module."""

load("//js/private:js_binary.bzl", _js_binary = "js_binary", _js_test = "js_test")
load("//js/private:js_library.bzl", _js_library = "js_library")
load("//js/private:js_run_binary.bzl", _js_run_binary = "js_run_binary")
load("//js/private:unsupported.bzl", "reject_unsupported")

_UNSUPPORTED_IN_BINARIES = [
    "copy_data_to_bin",
    "enable_runfiles",
    "env_inherit",
    "expand_args",
    "expand_env",
    "expected_exit_code",
    "include_npm",
    "include_sources",
    "include_transitive_sources",
    "include_transitive_types",
    "include_types",
    "include_npm_sources",
    "log_level",
    "no_copy_to_bin",
    "node_toolchain",
    "patch_node_fs",
    "preserve_symlinks_main",
]

_UNSUPPORTED_IN_LIBRARIES = ["copy_data_to_bin", "no_copy_to_bin"]

_UNSUPPORTED_IN_RUN_BINARY = [
    "allow_execroot_entry_point_with_no_copy_data_to_bin",
    "copy_srcs_to_bin",
    "exit_code_out",
    "include_npm_sources",
    "include_sources",
    "include_transitive_sources",
    "log_level",
    "patch_node_fs",
    "set_legacy_environment_variables",
    "stamp",
    "stderr",
    "use_execroot_entry_point",
]

def _binary_attributes(rule_name, kwargs):
    reject_unsupported(rule_name, kwargs, _UNSUPPORTED_IN_BINARIES)

    # `chdir = package_name()` is empty in a root package, and still means that package.
    return kwargs | {"chdir": "."} if kwargs.get("chdir") == "" else kwargs

def js_binary(**kwargs):
    """A program run by Node.js.

    Args:
        **kwargs: attributes of the rule: name, entry_point, data, chdir, env, fixed_args, node_options and the common ones.
    """
    _js_binary(**_binary_attributes("js_binary", kwargs))

def js_test(**kwargs):
    """A test run by Node.js. It passes when the script exits 0.

    Args:
        **kwargs: attributes of js_binary and the ones that all tests have.
    """
    _js_test(**_binary_attributes("js_test", kwargs))

def js_library(**kwargs):
    """Groups JavaScript files so that programs and ts_project targets can depend on them.

    Args:
        **kwargs: attributes of the rule: name, srcs, types, deps, data and the common ones.
    """
    reject_unsupported("js_library", kwargs, _UNSUPPORTED_IN_LIBRARIES)
    _js_library(**kwargs)

def js_run_binary(**kwargs):
    """Runs a js_binary to produce files.

    Args:
        **kwargs: attributes of the macro in //js/private:js_run_binary.bzl.
    """
    reject_unsupported("js_run_binary", kwargs, _UNSUPPORTED_IN_RUN_BINARY)
    _js_run_binary(**kwargs)
