"""Tests of patterns and texts with names: what is read, and what is refused. Those of the tools are in tools/base/model."""

load("@bazel_skylib//lib:unittest.bzl", "asserts", "unittest")
load("//rules/private:patterns.bzl", "is_variable_name", "pattern_shape", "read_pattern", "read_text")

def _pattern_impl(ctx):
    env = unittest.begin(ctx)
    for pattern, names in {
        "a": [],
        "a b/{x}c/é": ["x"],
        "a-{x_1}-b/c/{Day}": ["x_1", "Day"],
        "{all}": ["all"],
    }.items():
        asserts.equals(env, struct(names = names, problem = None), read_pattern(pattern))
    return unittest.end(env)

_pattern_test = unittest.make(_pattern_impl)

def _bad_pattern_impl(ctx):
    env = unittest.begin(ctx)
    for pattern, problem in {
        "": "is empty",
        "/a": "has an empty segment",
        "a/": "has an empty segment",
        "a//b": "has an empty segment",
        "a/x}": "has a stray brace",
        "a/{": "has a stray brace",
        "a/{x/y}": "has a stray brace",
        "a/{x{y}": "has a stray brace",
        "a/{x}}": "has a stray brace",
        "a/{{x}}": "has a stray brace",
        "a/{}": "has the name \"\"",
        "a/{1st}": "has the name \"1st\"",
        "a/{a b}": "has the name \"a b\"",
        "a/{é}": "has the name",
        "a/{x}{y}": "has two names",
        "{x}/{x}": "has the name \"x\" twice",
        "a\000": "matches no ref: it contains a control character",
        "a\t{x}": "matches no ref: it contains a control character",
        "a\177": "matches no ref: it contains a control character",
        " {x}": "matches no ref: it begins or ends with white space",
        "{x}\342\200\203": "matches no ref: it begins or ends with white space",
        "\357\273\277{x}": "matches no ref: it begins or ends with white space",
        "é" * 512 + "a": "matches no ref: it has at least 1025 bytes",
    }.items():
        found = read_pattern(pattern).problem
        asserts.true(env, found and found.startswith(problem), "{}: {}".format(pattern, found))
    asserts.equals(env, None, read_pattern("é" * 512).problem)
    return unittest.end(env)

_bad_pattern_test = unittest.make(_bad_pattern_impl)

def _shape_impl(ctx):
    env = unittest.begin(ctx)
    asserts.equals(env, "a/x={}/{}", pattern_shape("a/x={x}/{y}"))
    asserts.equals(env, pattern_shape("{a}/{aa}"), pattern_shape("{b}/{a}"))
    asserts.equals(env, "x", pattern_shape("x"))
    return unittest.end(env)

_shape_test = unittest.make(_shape_impl)

def _text_impl(ctx):
    env = unittest.begin(ctx)
    for text, names in {
        "": [],
        "{x}": ["x"],
        "{x}-{y}.{x}": ["x", "y", "x"],
        "{{": [],
        "{{\"a\": {x}}}": ["x"],
        "{{x}}": [],
        "{{{x}}}": ["x"],
    }.items():
        asserts.equals(env, struct(names = names, problem = None), read_text(text))
    for text, problem in {
        "a}": "has a stray brace",
        "{": "has a stray brace",
        "{a{b}}": "has a stray brace",
        "{a}}": "has a stray brace",
        "{}": "has the name \"\"",
        "{{{}}}": "has the name \"\"",
        "\000": "cannot be passed to a program",
    }.items():
        found = read_text(text).problem
        asserts.true(env, found and found.startswith(problem), "{}: {}".format(text, found))
    return unittest.end(env)

_text_test = unittest.make(_text_impl)

def _ref_text_impl(ctx):
    env = unittest.begin(ctx)
    for text in ["{x}", "{x}-{y}/{{", "names/all"]:
        asserts.equals(env, None, read_text(text, is_ref = True).problem)
    for text, problem in {
        "": "is not a ref: it is empty",
        "a/{x} ": "is not a ref: it begins or ends with white space",
        "a\n": "is not a ref: it contains a control character",
    }.items():
        found = read_text(text, is_ref = True).problem
        asserts.true(env, found and found.startswith(problem), "{}: {}".format(text, found))
    return unittest.end(env)

_ref_text_test = unittest.make(_ref_text_impl)

def _variable_name_impl(ctx):
    env = unittest.begin(ctx)
    for name in ["A", "_", "_a1", "PATH"]:
        asserts.true(env, is_variable_name(name), name)
    for name in ["", "1A", "A B", "A-B", "é", "A="]:
        asserts.false(env, is_variable_name(name), name)
    return unittest.end(env)

_variable_name_test = unittest.make(_variable_name_impl)

def patterns_test_suite(name):
    """Declares the tests of patterns and texts with names.

    Args:
      name: Name of the suite.
    """
    unittest.suite(
        name,
        _pattern_test,
        _bad_pattern_test,
        _shape_test,
        _text_test,
        _ref_text_test,
        _variable_name_test,
    )
