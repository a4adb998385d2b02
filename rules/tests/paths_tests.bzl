"""Tests of the names of files and targets in descriptors."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private:paths.bzl", "label_string", "repository_string", "rlocation_path_of")

def _label_string_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "//rules:defs.bzl", label_string(Label("//rules:defs.bzl")))
    asserts.equals(env, "//:package.json", label_string(Label("//:package.json")))

    elsewhere = Label("@bazel_skylib//lib:unittest.bzl")
    asserts.equals(env, "@bazel_skylib//lib:unittest.bzl", label_string(elsewhere))
    return unittest.end(env)

_label_string_test = unittest.make(_label_string_impl)

def _repository_string_impl(ctx):
    env = unittest.begin(ctx)
    for canonical, wanted in {
        "": "",
        "+ext+repo": "@@+ext+repo",
        "_main~ext~repo": "@@+ext+repo",
        "bazel_tools": "@bazel_tools",
        "my_module.x+": "@my_module.x",
        "other+": "@other",
        "other++ext+repo": "@@other++ext+repo",
        "other+1.2": "@other",
        "other~": "@other",
        "other~1.2": "@other",
        "other~1.2~ext~repo": "@@other++ext+repo",
        "other~override": "@other",
        "other~~ext~repo": "@@other++ext+repo",
    }.items():
        asserts.equals(env, wanted, repository_string(canonical))
    return unittest.end(env)

_repository_string_test = unittest.make(_repository_string_impl)

def _rlocation_path_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "_main/pkg/sp ace.txt", rlocation_path_of("pkg/sp ace.txt"))
    asserts.equals(env, "repo+/pkg/file", rlocation_path_of("../repo+/pkg/file"))
    return unittest.end(env)

_rlocation_path_test = unittest.make(_rlocation_path_impl)

def paths_test_suite(name):
    """Declares the tests of paths and labels.

    Args:
      name: Name of the suite.
    """
    unittest.suite(name, _label_string_test, _repository_string_test, _rlocation_path_test)
