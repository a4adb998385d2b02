"""Programs for node, and web pages, as one file each, without their npm packages."""

load("@databuild_npm//:esbuild/package_json.bzl", esbuild_bin = "bin")

def node_bundle(name, out, srcs, args, entry = "main.js", source_map = False, **kwargs):
    """Bundles a compiled program and all that it imports.

    Args:
      name: The name of the target, which gives the bundle and its source map.
      out: The file name of the bundle.
      srcs: The compiled program, with its entry in this package, and the npm packages that it imports.
      args: More options of esbuild. The rule set splits each one at white space and takes quotes and backslashes out,
        so they have none.
      entry: The compiled file that the program starts with.
      source_map: Whether to make `<out>.map`, too.
      **kwargs: The attributes that all rules share.
    """
    esbuild_bin.esbuild(
        name = name,
        srcs = srcs,
        outs = [out] + ([out + ".map"] if source_map else []),
        args = [
            entry,
            "--bundle",
            "--platform=node",
            "--target=node24",
            "--log-level=warning",
            "--outfile=" + out,
        ] + (["--sourcemap=linked", "--sources-content=false"] if source_map else []) + args,
        # In the package's own folder, since from the root of the output tree its path is another one where this
        # module is a dependency.
        chdir = native.package_name(),
        # esbuild resolves symlinks, and writes the paths that it finds into what it makes: in a sandbox they would lead
        # out of it, and the bytes would depend on where it is.
        execution_requirements = {"no-sandbox": "1"},
        **kwargs
    )

def node_program(name, out, srcs, entry, loads_when_used = True, **kwargs):
    """Bundles a program that `databuild.mjs` loads from its own folder, with its source map.

    Args:
      name: The name of the target.
      out: The file name of the bundle.
      srcs: See `node_bundle`.
      entry: The compiled file that exports `runProgram`.
      loads_when_used: Whether zod and node:crypto are loaded when they are first used, and not at the start. A program that
        always needs them loads them at once.
      **kwargs: The attributes that all rules share.
    """
    node_bundle(
        name = name,
        srcs = srcs,
        out = out,
        args = [
            # As an ES module it would load all of node's own modules before its first line.
            "--format=cjs",
            "--define:import.meta.url=databuildUrl",
            "--banner:js=globalThis.databuildUrl=require(`node:url`).pathToFileURL(__filename).href;",
            "--alias:string-width=./string_width.js",
            # Only the add-on: its package searches other packages for it, and warns of those that are missing here.
            "--alias:koffi=./koffi.node",
            "--external:./koffi.node",
            # pg tries to load it, and works without it.
            "--external:pg-native",
            "--minify-syntax",
            "--minify-whitespace",
            "--legal-comments=none",
        ] + ([
            "--alias:zod=./zod_when_used.js",
            "--alias:zod-package=zod",
            "--alias:node:crypto=./crypto_when_used.js",
        ] if loads_when_used else []),
        entry = entry,
        source_map = True,
        **kwargs
    )

def pages_bundle(name, out, srcs, entry, **kwargs):
    """Bundles web pages: `<out>.js`, and `<out>.css` of all style sheets that the code imports.

    Args:
      name: The name of the target.
      out: The file names of the bundle, without their extensions.
      srcs: The compiled code, its style sheets, and the npm packages that it imports.
      entry: The compiled file that shows the pages, relative to this package.
      **kwargs: The attributes that all rules share.
    """
    esbuild_bin.esbuild(
        name = name,
        srcs = srcs,
        outs = [out + ".js", out + ".css"],
        args = [
            "{}={}".format(out, entry),
            "--bundle",
            "--minify",
            "--format=esm",
            "--target=chrome123,firefox120,safari17.5",
            "--log-level=warning",
            "--outdir=.",
            "--legal-comments=none",
        ],
        chdir = native.package_name(),
        # See node_bundle.
        execution_requirements = {"no-sandbox": "1"},
        **kwargs
    )
