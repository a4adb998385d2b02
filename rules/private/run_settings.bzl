"""How to start a target: the `args` and `env` in its BUILD file, as `bazel run` reads them."""

RunSettingsInfo = provider(
    doc = "How to start a target. Values may contain `RUNFILES`.",
    fields = {
        "args": "`list` of arguments that come before those of the caller.",
        "env": "`dict` of environment variables.",
        "problems": "`list` of messages about settings that DataBuild does not support, without the name of the target.",
    },
)

# Stands for the absolute path of the runfiles tree, which is known only when the program starts. It never occurs in a
# value of a BUILD file.
RUNFILES = "\1"

# The attributes whose targets `$(location)` and similar functions may name, in the order in which Bazel searches
# them.
_LOCATION_ATTRIBUTES = ["srcs", "data", "deps", "tools"]

# These functions give paths relative to the runfiles. `bazel run` starts a program there, but DataBuild starts it in
# the data directory.
_FROM_RUNFILES = ["location", "locations", "rootpath", "rootpaths", "runfilespath", "runfilespaths"]

# Rules whose env applies, although no provider contains it.
_NATIVE_RULES = ["sh_binary", "sh_test"]

def _run_settings_impl(target, ctx):
    attributes = ctx.rule.attr
    env = _env(target, ctx)
    return [RunSettingsInfo(
        args = [
            word
            for text in getattr(attributes, "args", None) or []
            for word in ctx.tokenize(_expand(ctx, "args", text))
        ],
        env = env,
        problems = _problems(target, attributes, env),
    )]

def _env(target, ctx):
    """Returns the environment variables of a target."""
    written = getattr(ctx.rule.attr, "env", None)
    if type(written) != "dict":
        written = {}
    if RunEnvironmentInfo not in target:
        return {name: _expand(ctx, "env", written[name]) for name in written} if ctx.rule.kind in _NATIVE_RULES else {}
    env = dict(target[RunEnvironmentInfo].environment)
    for name in env:
        # The rule itself has already turned it into a relative path.
        if _has_runfiles_path(written.get(name, "")):
            env[name] = _expand(ctx, "env", written[name])
    return env

def _has_runfiles_path(text):
    return any(["$({} ".format(function) in text for function in _FROM_RUNFILES])

def _problems(target, attributes, env):
    """Returns a message for each setting that DataBuild cannot pass to a program."""
    problems = [
        "\"{}\" in its args is a path in Bazel's output, which does not exist when the program starts. Write $(rootpath ...) for the path in its runfiles.".format(text)
        for text in getattr(attributes, "args", None) or []
        if "$(execpath" in text
    ]
    problems += [
        "the name \"{}\" in its env is not a valid variable name. Use letters, digits and underscores.".format(name)
        for name in env
        if not _is_variable_name(name)
    ]
    inherited = target[RunEnvironmentInfo].inherited_environment if RunEnvironmentInfo in target else []
    if inherited:
        problems.append("programs that DataBuild starts do not inherit {}. Remove its env_inherit, and pass {} to the graph.".format(
            " and ".join(inherited),
            " ".join(["--pass-env " + name for name in inherited]),
        ))
    return problems

def _is_variable_name(name):
    return name and not name[0].isdigit() and all([char.isalnum() or char == "_" for char in name.elems()])

def _expand(ctx, attribute, text):
    """Expands locations and Make variables."""
    targets = {
        target.label: target
        for name in _LOCATION_ATTRIBUTES
        for target in _targets(getattr(ctx.rule.attr, name, None))
    }.values()
    variables = {}
    for target in _targets(getattr(ctx.rule.attr, "toolchains", None)):
        if platform_common.TemplateVariableInfo in target:
            variables |= target[platform_common.TemplateVariableInfo].variables

    pieces = text.split("$(")
    expanded = pieces[0]
    for piece in pieces[1:]:
        call, _, rest = piece.partition(")")
        function, _, label = call.partition(" ")
        is_escaped = (len(expanded) - len(expanded.rstrip("$"))) % 2 == 1
        if is_escaped or not label:
            expanded += "$(" + piece
        else:
            expanded += _location(ctx, function, label, targets) + rest
    return ctx.expand_make_variables(attribute, expanded, variables)

def _targets(value):
    values = value if type(value) == "list" else [value]
    return [target for target in values if type(target) == "Target"]

def _location(ctx, function, label, targets):
    if function not in _FROM_RUNFILES:
        return ctx.expand_location("$({} {})".format(function, label), targets)
    plural = "s" if function.endswith("s") else ""
    paths = ctx.expand_location("$(rlocationpath{} {})".format(plural, label), targets)
    return " ".join(["{}/{}".format(RUNFILES, path) for path in (paths.split(" ") if plural else [paths])])

run_settings = aspect(
    implementation = _run_settings_impl,
    doc = "Reads the `args` and `env` of an executable target.",
)
