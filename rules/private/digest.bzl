"""Code digests: they show whether a program, or anything that it runs with, has changed."""

load(":node.bzl", "NODE", "node_executable")
load(":runfiles_entries.bzl", "add_runfiles", "entry_args", "runfiles_inputs")

# For rules that call `code_digest`.
DIGEST_ATTRS = {
    "_digester": attr.label(
        doc = "The program that computes code digests.",
        allow_single_file = [".mjs"],
        cfg = "exec",
        default = Label("//tools/packaging/prebuilt:digest"),
    ),
}

# For rules that call `code_digest`.
DIGEST_TOOLCHAINS = [NODE]

def code_digest(ctx, executable, name):
    """Declares the digest of an executable: `<target>.<name>.digest`.

    It is one line, the SHA-256 over the whole runfiles of the executable: their paths, kinds and content.
    The same runfiles give the same digest on any machine.

    Args:
      ctx: The rule context, of a rule with `DIGEST_ATTRS` and `DIGEST_TOOLCHAINS`.
      executable: What `resolve_executable` returned.
      name: The role of the executable in the target.

    Returns:
      The `File`.
    """
    digest = ctx.actions.declare_file("{}.{}.digest".format(ctx.label.name, name))
    options = ctx.actions.args()
    options.add(ctx.file._digester)
    options.add(digest)
    entries = entry_args(ctx)
    add_runfiles(entries, executable.runfiles)

    ctx.actions.run(
        outputs = [digest],
        inputs = runfiles_inputs(executable.runfiles),
        executable = node_executable(ctx, NODE),
        tools = [ctx.file._digester],
        arguments = [options, entries],
        mnemonic = "DatabuildDigest",
        progress_message = "Digesting the {} of %{{label}}".format(name),
        toolchain = NODE,
    )
    return digest
