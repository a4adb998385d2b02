"""JsInfo, and the gathering of files that every rule does with it."""

JsInfo = provider(
    doc = "The JavaScript files, type declarations and npm packages that a target brings along.",
    fields = {
        "target": "Label of the target that made this provider.",
        "sources": "depset of Files: the target's own JavaScript and data files.",
        "types": "depset of Files: the target's own type declarations.",
        "transitive_sources": "depset of Files: `sources` of the target and everything it depends on.",
        "transitive_types": "depset of Files: `types` of the target and everything it depends on.",
        "npm_sources": "depset of Files: the npm packages of the target and everything it depends on.",
    },
)

def js_info(target, sources = depset(), types = depset(), transitive_sources = depset(), transitive_types = depset(), npm_sources = depset()):
    """Makes a JsInfo.

    Args:
        target: see JsInfo
        sources: see JsInfo
        types: see JsInfo
        transitive_sources: see JsInfo
        transitive_types: see JsInfo
        npm_sources: see JsInfo

    Returns:
        A JsInfo.
    """
    return JsInfo(
        target = target,
        sources = sources,
        types = types,
        transitive_sources = transitive_sources,
        transitive_types = transitive_types,
        npm_sources = npm_sources,
    )

def js_infos(targets):
    """Picks the JsInfo of each target that has one.

    Args:
        targets: a list of targets

    Returns:
        A list of JsInfos.
    """
    return [target[JsInfo] for target in targets if JsInfo in target]

def make_js_info(ctx, sources, types, deps):
    """Makes the JsInfo of a library out of its own files and its dependencies.

    Args:
        ctx: the rule context
        sources: depset of the target's own JavaScript files
        types: depset of the target's own declarations
        deps: targets the library depends on

    Returns:
        A JsInfo.
    """
    infos = js_infos(deps)
    return js_info(
        target = ctx.label,
        sources = sources,
        types = types,
        transitive_sources = depset(transitive = [sources] + [info.transitive_sources for info in infos]),
        transitive_types = depset(transitive = [types] + [info.transitive_types for info in infos]),
        npm_sources = depset(transitive = [info.npm_sources for info in infos]),
    )

def make_runfiles(ctx, files, targets):
    """Collects what a program needs at run time.

    Args:
        ctx: the rule context
        files: Files to include
        targets: targets whose files, sources, npm packages and runfiles are included

    Returns:
        A runfiles object.
    """
    infos = js_infos(targets)
    return ctx.runfiles(
        files = files,
        transitive_files = depset(transitive = [info.transitive_sources for info in infos] +
                                               [info.npm_sources for info in infos]),
    ).merge_all([target[DefaultInfo].default_runfiles for target in targets])
