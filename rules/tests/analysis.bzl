"""Functions that the analysis tests of this package share."""

load("@bazel_skylib//lib:unittest.bzl", "analysistest")

def declare_tests(tests):
    """Declares analysis tests.

    Args:
      tests: Test name to a test rule and the label of the target under test.
    """
    for name, (test, target) in tests.items():
        test(
            name = name,
            size = "small",
            target_under_test = target,
        )

def descriptor_of(env):
    """Returns the descriptor that the target under test declares.

    Args:
      env: The environment of the analysis test.

    Returns:
      The decoded descriptor.
    """
    for action in analysistest.target_actions(env):
        if [file for file in action.outputs.to_list() if file.basename.endswith(".databuild.json")]:
            return json.decode(action.content)
    fail("{} declares no descriptor".format(env.ctx.label))

def digest_inputs(env, digest):
    """Returns the inputs of the action of the target under test that makes a code digest.

    Args:
      env: The environment of the analysis test.
      digest: The `File`.

    Returns:
      A list of paths, as `File.short_path` has them.
    """
    for action in analysistest.target_actions(env):
        if action.mnemonic == "DatabuildDigest" and digest in action.outputs.to_list():
            return [file.short_path for file in action.inputs.to_list()]
    fail("{} makes no {}".format(env.ctx.label, digest.basename))

def runfiles_paths(runfiles):
    """Returns the runfiles paths of the files in `runfiles`.

    Args:
      runfiles: A `runfiles` object.

    Returns:
      A list of paths, as `File.short_path` has them.
    """
    return [file.short_path for file in runfiles.files.to_list()]
