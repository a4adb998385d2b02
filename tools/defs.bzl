"""ts_stage: one folder of the tools, type-checked, and tested by jest."""

load("@aspect_rules_js//js:defs.bzl", "js_library", "js_test")
load("@aspect_rules_ts//ts:defs.bzl", "ts_project")

_JEST = ["@jest/globals", "@swc/core", "@swc/jest", "fast-check"]

def _packages(names):
    return ["//:node_modules/" + name for name in names]

def _stage(folder, suffix = ""):
    return "//tools/{}:{}{}".format(folder, folder.rpartition("/")[-1], suffix)

def _check(name, srcs, deps, tsconfig):
    ts_project(
        name = name,
        srcs = srcs,
        declaration = True,
        source_map = True,
        transpiler = "tsc",
        tsconfig = tsconfig,
        deps = deps + ["//:node_modules/@types/node", "//:package_json"],
    )

def ts_stage(name, stages = [], npm = [], test_stages = [], test_npm = [], test_data = [], test_size = "small", test_shards = None, test_cells = {}, unsandboxed_tests = [], tsconfig = "//:tsconfig"):
    """The TypeScript of one folder under tools/.

    Makes `name`, the compiled sources; `name_sources`, the sources as they are written, for the tests of the folders
    that import them; and, where the folder has tests, `name_test_types`, which type-checks them, and `name_test`,
    which runs them on the sources.

    Args:
      name: The name of the folder.
      stages: The folders under tools/ that the sources import; `a/b` where one lies in another.
      npm: The npm packages that the sources import, besides node's own types.
      test_stages: The folders that only the tests import.
      test_npm: The npm packages that only the tests import, besides jest and fast-check.
      test_data: The files that the tests read.
      test_size: The size of the jest test.
      test_shards: Into how many parts Bazel may divide the test files, to run the parts at the same time.
      test_cells: Runs of some test files with other environments: a suffix to a pair of the variables and the test files.
        `name_<suffix>_test` is such a run.
      unsandboxed_tests: The test files that need more than a sandbox allows, such as other accounts. `name_unsandboxed_test`
        runs them.
      tsconfig: The options of the compiler, for a folder whose code does not run in Node.
    """
    tests = native.glob(["**/*.test.ts"], allow_empty = True)
    srcs = native.glob(["**/*.ts", "**/*.tsx"], exclude = tests, allow_empty = True)
    deps = [_stage(stage) for stage in stages] + _packages(npm)

    _check(name, srcs, deps, tsconfig)
    js_library(
        name = name + "_sources",
        srcs = srcs,
        deps = [_stage(stage, "_sources") for stage in stages] + _packages(npm) + ["//:package_json"],
    )
    if not tests:
        return

    test_deps = [_stage(stage) for stage in test_stages] + _packages(test_npm)
    frameworks = [package for package in ["@jest/globals", "fast-check"] if package not in npm + test_npm]
    _check(name + "_test_types", tests, deps + test_deps + [":" + name] + _packages(frameworks), tsconfig)
    patterns = [test.replace(".", "[.]") for test in unsandboxed_tests]
    jest = {
        "data": tests + test_data + [
            ":{}_sources".format(name),
            "//:jest_config",
        ] + [_stage(stage, "_sources") for stage in test_stages] + _packages(_JEST + test_npm),
        "entry_point": "//tools:jest",
        "env": {"NODE_OPTIONS": "--experimental-vm-modules --disable-warning=ExperimentalWarning"},
        "size": test_size,
    }
    js_test(
        name = name + "_test",
        shard_count = test_shards,
        args = _jest_args() + ["--testPathIgnorePatterns=" + pattern for pattern in patterns],
        **jest
    )
    for suffix, (env, files) in test_cells.items():
        js_test(
            name = "{}_{}_test".format(name, suffix),
            args = _jest_args() + ["--testPathPatterns=/" + test.replace(".", "[.]") for test in files],
            **(jest | {"env": jest["env"] | env})
        )
    if patterns:
        js_test(
            name = name + "_unsandboxed_test",
            args = _jest_args() + ["--testPathPatterns=" + pattern for pattern in patterns],
            tags = ["no-sandbox"],
            **jest
        )

def _jest_args():
    return [
        "--config=jest.config.json",
        "--roots=" + native.package_name(),
        "--ci",
        "--colors=false",
        "--no-cache",
        "--runInBand",
    ]
