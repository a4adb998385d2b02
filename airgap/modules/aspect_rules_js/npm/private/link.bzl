"""Linking of npm packages into the output tree, in the layout that pnpm uses.

    node_modules/zod -> .aspect_rules_js/zod@4.6.7/node_modules/zod
    node_modules/.aspect_rules_js/zod@4.6.7/node_modules/zod/            (the files)
    node_modules/.aspect_rules_js/zod@4.6.7/node_modules/<dependency> -> ../../<its key>/...

All links are relative, so the tree works in a sandbox, in runfiles and in an archive.
"""

load("//js:defs.bzl", "js_library")
load("//js:providers.bzl", "js_info")

_STORE = "node_modules/.aspect_rules_js"

def _up(path):
    """The way from the folder that holds `path` back to the folder `path` starts in."""
    return "../" * path.count("/")

def _npm_package_store_impl(ctx):
    home = "%s/%s/node_modules" % (_STORE, ctx.attr.key)

    directory = ctx.actions.declare_directory("%s/%s" % (home, ctx.attr.package))
    ctx.actions.run_shell(
        # The manifest stands for the folder around it: a published package never changes, and
        # Bazel warns of folders as inputs.
        inputs = [ctx.file.package_json],
        outputs = [directory],
        command = 'cp -R "${1%/*}/." "$2"',
        arguments = [ctx.file.package_json.path, directory.path],
        mnemonic = "NpmPackage",
        progress_message = "Copying npm package " + ctx.attr.key,
        # A sandbox would hold the manifest alone.
        execution_requirements = {"no-remote": "1", "no-sandbox": "1"},
    )

    links = []
    for name, target in ctx.attr.deps.items():
        link = ctx.actions.declare_symlink("%s/%s" % (home, name))
        ctx.actions.symlink(output = link, target_path = "%s../../%s" % (_up(name), target))
        links.append(link)
    return [DefaultInfo(files = depset([directory] + links))]

_npm_package_store = rule(
    implementation = _npm_package_store_impl,
    doc = "The files of one npm package, and the links through which it finds its dependencies. " +
          "Dependencies may be circular, so the links name their targets without depending on them.",
    attrs = {
        "deps": attr.string_dict(doc = "Name of each dependency -> its place in the store."),
        "key": attr.string(doc = "The package's folder in the store.", mandatory = True),
        "package": attr.string(doc = "The package's own name.", mandatory = True),
        "package_json": attr.label(doc = "The manifest of the unpacked package.", allow_single_file = True, mandatory = True),
    },
)

def _npm_link_impl(ctx):
    name = ctx.attr.package
    link = ctx.actions.declare_symlink("node_modules/" + name)
    ctx.actions.symlink(output = link, target_path = "%s.aspect_rules_js/%s" % (_up(name), ctx.attr.target))

    files = depset([link], transitive = [store[DefaultInfo].files for store in ctx.attr.closure])
    directories = [file for file in ctx.attr.store[DefaultInfo].files.to_list() if file.is_directory]
    return [
        DefaultInfo(
            files = depset([link] + directories),
            runfiles = ctx.runfiles(transitive_files = files),
        ),
        js_info(target = ctx.label, npm_sources = files),
        OutputGroupInfo(package_directory = depset(directories)),
    ]

_npm_link = rule(
    implementation = _npm_link_impl,
    doc = "A direct dependency, linked where the programs of this package and of those below it find it.",
    attrs = {
        "closure": attr.label_list(doc = "The package in the store and everything it depends on."),
        "package": attr.string(doc = "The name the package is imported by.", mandatory = True),
        "store": attr.label(doc = "The package in the store.", mandatory = True),
        "target": attr.string(doc = "The package's place in the store.", mandatory = True),
    },
)

def link_packages(name, links, packages, repo = None):
    """Declares `node_modules/<name>`, and `node_modules/<name>/dir` for its folder, for every link.

    Args:
        name: must be node_modules, which is what node looks for
        links: name the package is imported by -> {"key", "name", "closure": keys of all it needs, itself included}
        packages: key -> {"name", "deps": name -> place in the store, "package_json": its path in repo}
        repo: any Label at the root of the repository that holds the packages; by default this one's
    """
    if name != "node_modules":
        fail("npm packages can be linked only as \"node_modules\", not as \"%s\"" % name)
    repo = repo or native.package_relative_label("//:BUILD.bazel")
    for key, package in packages.items():
        _npm_package_store(
            name = "%s/%s" % (_STORE, key),
            deps = package["deps"],
            key = key,
            package = package["name"],
            package_json = repo.same_package_label(package["package_json"]),
            tags = ["manual"],
            visibility = ["//visibility:private"],
        )
    for alias, link in links.items():
        target = "node_modules/" + alias
        _npm_link(
            name = target,
            closure = [":%s/%s" % (_STORE, key) for key in link["closure"]],
            package = alias,
            store = ":%s/%s" % (_STORE, link["key"]),
            tags = ["manual"],
            target = "%s/node_modules/%s" % (link["key"], link["name"]),
            visibility = ["//visibility:public"],
        )
        native.filegroup(
            name = target + "/dir",
            srcs = [":" + target],
            output_group = "package_directory",
            tags = ["manual"],
            visibility = ["//visibility:public"],
        )

def link_all_packages(name, lockfile, links, packages, repo):
    """What npm_link_all_packages does: links every direct dependency, and groups them as `node_modules`.

    Args:
        name: see link_packages
        lockfile: Label of the lockfile; the packages can be linked only in its Bazel package
        links: see link_packages
        packages: see link_packages
        repo: see link_packages
    """
    if (native.repo_name(), native.package_name()) != (lockfile.repo_name, lockfile.package):
        fail("npm_link_all_packages: the packages of %s can be linked only beside that file, not in //%s" % (lockfile, native.package_name()))

    link_packages(name, links, packages, repo)
    js_library(
        name = name,
        deps = [":node_modules/" + alias for alias in links],
        tags = ["manual"],
        visibility = ["//visibility:public"],
    )
