"""A repository that holds the npm packages of one pnpm lockfile.

pnpm itself installs them, so that registries, tokens, proxies and certificates come from this
machine's npm configuration, every tarball is checked against the lockfile, and packages meant for
other platforms are left out. The dependency graph is then read off the links that pnpm made.
"""

_BUILD = """\
exports_files({manifests})
"""

_DEFS = """\
load("@aspect_rules_js//npm:libs.bzl", "link_all_packages")

_PACKAGES = {packages}

_LINKS = {links}

# buildifier: disable=function-docstring
def npm_link_all_packages(name = "node_modules"):
    link_all_packages(
        name = name,
        lockfile = Label("{lockfile}"),
        links = _LINKS,
        packages = _PACKAGES,
        repo = Label("//:BUILD.bazel"),
    )
"""

_PACKAGE_JSON_BZL = """\
load("@aspect_rules_js//npm:libs.bzl", "make_bin")

bin = make_bin(
    bins = {bins},
    link = Label("{link}"),
)
"""

def _manifest(rctx):
    """The package.json beside the lockfile."""
    return rctx.path(rctx.attr.pnpm_lock).dirname.get_child("package.json")

def _pnpm_version(rctx):
    field = json.decode(rctx.read(_manifest(rctx))).get("packageManager", "")
    if not field.startswith("pnpm@"):
        fail("{} must pin pnpm: \"packageManager\": \"pnpm@<version>\"".format(_manifest(rctx)))
    return field.partition("+")[0]

def _install(rctx):
    npm = rctx.which("npm")
    if not npm:
        fail("npm is not on the PATH; it is needed to install the packages of %s" % rctx.attr.pnpm_lock)
    if rctx.path(rctx.attr.pnpm_lock).dirname.get_child("pnpm-workspace.yaml").exists:
        fail("%s belongs to a pnpm workspace, which the air-gapped aspect_rules_js does not support" % rctx.attr.pnpm_lock)
    rctx.file("package.json", rctx.read(_manifest(rctx)))
    rctx.file("pnpm-lock.yaml", rctx.read(rctx.attr.pnpm_lock))

    rctx.report_progress("Installing npm packages with pnpm")
    _pnpm_install(rctx, [])

def _pnpm_install(rctx, options):
    result = rctx.execute([
        rctx.which("npm"),
        "exec",
        "--yes",
        "--package=" + _pnpm_version(rctx),
        "--",
        "pnpm",
        "install",
        "--frozen-lockfile",
        "--ignore-scripts",
        "--ignore-workspace",
        "--prefer-offline",
        "--reporter=append-only",
        # Each package sees its declared dependencies and nothing else.
        "--config.hoist=false",
        "--config.node-linker=isolated",
    ] + options, environment = {
        "CI": "1",
        # "production" would leave devDependencies out.
        "NODE_ENV": "",
    }, quiet = True)
    if result.return_code:
        fail("pnpm could not install the packages of %s:\n%s%s" % (rctx.attr.pnpm_lock, result.stdout, result.stderr))

def _install_foreign(rctx):
    """Adds the packages that dependencies have for Linux on arm64, where graphs can run: pnpm leaves them out on other machines.

    The real rule set has the packages of every platform, and chooses by the target platform. Development dependencies run on this
    machine only.
    """
    rctx.file("foreign/package.json", rctx.read("package.json"))
    rctx.file("foreign/pnpm-lock.yaml", rctx.read("pnpm-lock.yaml"))
    _pnpm_install(rctx, ["--dir=foreign", "--prod", "--os=linux", "--cpu=arm64"])
    if rctx.path("foreign/node_modules/.pnpm").exists:
        # Links between packages are relative. What is there already stays.
        merged = rctx.execute(["cp", "-RPn", "foreign/node_modules/.pnpm/.", "node_modules/.pnpm/"])
        if merged.return_code:
            fail("could not add the packages for arm64: " + merged.stderr)
    rctx.delete("foreign")

def _children(directory):
    """The packages in a node_modules folder, by name, scoped ones included."""
    packages = {}
    for child in directory.readdir():
        if child.basename.startswith("@"):
            for scoped in child.readdir():
                packages["%s/%s" % (child.basename, scoped.basename)] = scoped
        elif not child.basename.startswith("."):
            packages[child.basename] = child
    return packages

def _key_and_name(path):
    """Splits .../.pnpm/<key>/node_modules/<name>."""
    key, _, name = str(path).rpartition("/.pnpm/")[2].partition("/node_modules/")
    return key, name

def _package_json(key, name):
    return "node_modules/.pnpm/%s/node_modules/%s/package.json" % (key, name)

def _scan(rctx):
    """Reads the graph of packages off pnpm's links.

    Returns:
        (packages, links): packages maps the key of a package to its name and its dependencies,
        which map the name a dependency is imported by to its key and name; links maps the name
        of a direct dependency to the key and name of the package.
    """
    packages = {}
    for entry in rctx.path("node_modules/.pnpm").readdir():
        if not entry.get_child("node_modules").exists:
            continue
        key = entry.basename
        name = None
        deps = {}
        for alias, path in _children(entry.get_child("node_modules")).items():
            target = _key_and_name(path.realpath)
            if target == (key, alias):
                name = alias
            else:
                deps[alias] = target
        packages[key] = (name, deps)

        # pnpm leaves scripts here that name this machine's folders.
        rctx.delete(entry.get_child("node_modules", name, "node_modules", ".bin"))

    links = {
        alias: _key_and_name(path.realpath)
        for alias, path in _children(rctx.path("node_modules")).items()
    }
    return packages, links

def _closure(packages, start):
    """The keys of a package and everything it depends on, which may be circular."""
    seen = {start: None}
    queue = [start]
    for _ in packages:
        if not queue:
            break
        found = []
        for key in queue:
            for dep_key, _ in packages[key][1].values():
                if dep_key not in seen:
                    seen[dep_key] = None
                    found.append(dep_key)
        queue = found
    return sorted(seen)

def _bins(rctx, key, name):
    """The executables of a package: their names and their paths in the package."""
    manifest = json.decode(rctx.read(_package_json(key, name)))
    bins = manifest.get("bin", {})
    if type(bins) == "string":
        bins = {name.rpartition("/")[2]: bins}
    return {
        bin.replace("-", "_"): path.removeprefix("./")
        for bin, path in bins.items()
    }

def _npm_repo_impl(rctx):
    _install(rctx)
    _install_foreign(rctx)
    packages, links = _scan(rctx)

    # A BUILD file inside an npm package does not make it a Bazel package.
    rctx.file(".bazelignore", "node_modules\n")
    rctx.file("BUILD.bazel", _BUILD.format(
        manifests = json.encode_indent([
            _package_json(key, name)
            for key, (name, _) in sorted(packages.items())
        ]),
    ))
    rctx.file("defs.bzl", _DEFS.format(
        links = json.encode_indent({
            alias: struct(key = key, name = name, closure = _closure(packages, key))
            for alias, (key, name) in sorted(links.items())
        }),
        lockfile = rctx.attr.pnpm_lock,
        packages = json.encode_indent({
            key: struct(
                name = name,
                deps = {
                    alias: "%s/node_modules/%s" % target
                    for alias, target in sorted(deps.items())
                },
                package_json = _package_json(key, name),
            )
            for key, (name, deps) in sorted(packages.items())
        }),
    ))
    for alias, (key, name) in links.items():
        rctx.file(alias + "/package_json.bzl", _PACKAGE_JSON_BZL.format(
            bins = json.encode_indent(_bins(rctx, key, name)),
            link = rctx.attr.pnpm_lock.same_package_label("node_modules/" + alias),
        ))

npm_repo = repository_rule(
    implementation = _npm_repo_impl,
    doc = "Installs the packages of a pnpm lockfile and describes how they depend on each other.",
    attrs = {
        "pnpm_lock": attr.label(
            doc = "The pnpm-lock.yaml. The package.json it belongs to is beside it.",
            mandatory = True,
        ),
    },
)
