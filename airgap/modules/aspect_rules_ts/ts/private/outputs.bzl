"""Which files the compiler writes for which sources."""

# Extension of a source -> extensions of its script and of its declaration.
_EMITTED = {
    ".cts": (".cjs", ".d.cts"),
    ".mts": (".mjs", ".d.mts"),
    ".ts": (".js", ".d.ts"),
    ".tsx": (".js", ".d.ts"),
}

def is_declaration(path):
    """Whether a source is a type declaration, which is input but never compiled.

    Args:
        path: path of the source

    Returns:
        A bool.
    """
    return path.endswith((".d.ts", ".d.mts", ".d.cts"))

def _place(path, root_dir, out_dir):
    if root_dir:
        path = path.removeprefix(root_dir + "/")
    return out_dir + "/" + path if out_dir else path

def emitted(srcs, root_dir, out_dir, source_map, declaration):
    """Names what the compiler writes.

    Args:
        srcs: paths of the sources relative to the package
        root_dir: folder that the sources are in, or None
        out_dir: folder that the outputs go to, or None
        source_map: whether source maps are written
        declaration: whether declarations are written

    Returns:
        (scripts, maps, declarations), each a list of paths relative to the package.
    """
    scripts = []
    declarations = []
    for src in srcs:
        stem, dot, extension = src.rpartition(".")
        if is_declaration(src) or dot + extension not in _EMITTED:
            continue
        script, types = _EMITTED[dot + extension]
        place = _place(stem, root_dir, out_dir)
        scripts.append(place + script)
        if declaration:
            declarations.append(place + types)
    maps = [script + ".map" for script in scripts] if source_map else []
    return scripts, maps, declarations
