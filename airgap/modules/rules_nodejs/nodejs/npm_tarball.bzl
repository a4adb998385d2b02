"""Fetching one npm package the way this machine's npm is configured to fetch packages.

Bazel's own downloader knows nothing of npm's registries, proxies, tokens and certificate
authorities, so npm brings the tarball, and Bazel checks it against the integrity and unpacks it.
"""

def fetch_npm_package(rctx, package, version, integrity):
    """Unpacks an npm package into the folder `package` of the repository being fetched.

    Args:
        rctx: the repository context.
        package: the name of the package.
        version: its exact version.
        integrity: the sha512 of its tarball in subresource-integrity form. A tarball
            that differs fails the fetch.
    """
    npm = rctx.which("npm")
    if not npm:
        fail("npm is not on the PATH; it is needed to fetch %s@%s" % (package, version))

    rctx.report_progress("Fetching %s@%s with npm" % (package, version))
    result = rctx.execute(
        [npm, "pack", "--ignore-scripts", "--prefer-offline", "%s@%s" % (package, version)],
        quiet = True,
    )
    if result.return_code:
        fail("npm could not fetch %s@%s:\n%s" % (package, version, result.stderr))

    tarball = rctx.path("%s-%s.tgz" % (package.lstrip("@").replace("/", "-"), version))
    rctx.download_and_extract(
        url = "file://%s" % tarball,
        integrity = integrity,
    )
    rctx.delete(tarball)
