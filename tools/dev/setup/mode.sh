# shellcheck shell=sh
# Decides where Bazel and its rule sets come from: "connected" or "airgapped".

: "${root:?}"

can_reach() {
    if command -v curl >/dev/null; then
        curl --silent --fail --location --head --max-time 5 --output /dev/null "$1"
    else
        node -e 'fetch(process.argv[1], { method: "HEAD", signal: AbortSignal.timeout(5000) }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1"
    fi
}

# Prints the default registry of npm, without any configuration. The real rule sets fetch packages from there.
default_npm_registry() {
    (
        unset npm_config_registry NPM_CONFIG_REGISTRY
        # Reads no configuration of a project, a user or a machine. npm wants different names for the last two files.
        cd / && npm config get registry --userconfig=/dev/null --globalconfig=/nonexistent
    )
}

# Prints one file from each place that a connected build downloads from, as NAME|URL. A proxy that allows front pages may still
# block files, and files often come from another host.
connected_downloads() {
    bazel="$(cat "$root/.bazelversion")"
    skylib="$(sed -n 's/^bazel_dep(name = "bazel_skylib", version = "\(.*\)").*/\1/p' "$root/MODULE.bazel")"
    node="$(sed -n 's/^_NODE_VERSION = "\(.*\)"/\1/p' "$root/rules/node/extensions.bzl")"
    cat <<EOF
Bazel's releases|https://releases.bazel.build/$bazel/release/bazel-$bazel-linux-x86_64
the Bazel Central Registry|https://bcr.bazel.build/modules/bazel_skylib/$skylib/MODULE.bazel
GitHub's releases|https://github.com/bazelbuild/bazel-skylib/releases/download/$skylib/bazel-skylib-$skylib.tar.gz
Node's releases|https://nodejs.org/dist/v$node/SHASUMS256.txt
the npm registry|$(default_npm_registry)typescript
EOF
}

# Prints the name of the first place that cannot be reached.
first_out_of_reach() {
    connected_downloads | while IFS='|' read -r name url; do
        if ! can_reach "$url" </dev/null; then
            echo "$name"
            break
        fi
    done
}

# Prints the mode of the last set-up of this folder.
recorded_mode() {
    [ ! -f "$root/.bazelrc.local" ] || sed -n 's/^# mode: //p' "$root/.bazelrc.local"
}

# Sets $mode.
decide_mode() {
    mode="${DATABUILD_MODE:-$(recorded_mode)}"
    case "$mode" in
    connected | airgapped) return ;;
    '') ;;
    *) give_up "DATABUILD_MODE is \"$mode\"; it must be \"connected\" or \"airgapped\"" ;;
    esac

    say "checking whether a connected build can download its files (DATABUILD_MODE=connected or DATABUILD_MODE=airgapped skips this)"
    unreachable="$(first_out_of_reach)"
    if [ -z "$unreachable" ]; then
        mode=connected
        say "this machine is connected"
    else
        mode=airgapped
        say "this machine is airgapped: it cannot reach $unreachable"
    fi
}

# Prints the flags of an air-gapped build.
airgapped_flags() {
    # The path is absolute, so that other workspaces can use these flags, too. It is a URL.
    registry="file://$(printf '%s' "$root/airgap/registry" | sed 's/ /%20/g')"
    cat <<EOF
# Modules come from this folder and from Debian, never from the Bazel Central Registry.
common --registry=$registry
# A lockfile written here would be wrong in a connected workspace.
common --lockfile_mode=off
# Without this, Bazel 7 looks for built-in repositories that it would have to download.
common --noenable_workspace
# Debian's configuration turns this on, which prints a page of messages for each failing action.
build --nosandbox_debug
EOF
    case "$root" in
    /tmp/*)
        cat <<EOF
# A sandbox hides /tmp, and so this folder, from builds of other workspaces that depend on it.
build "--sandbox_add_mount_pair=$root"
EOF
        ;;
    esac
}

# Writes the configuration files of Bazel and bazelisk. Sets up nothing else.
record_mode() {
    if [ "$mode" = connected ]; then
        remove_file "$root/.bazeliskrc"
        write_file "$root/.bazelrc.local" <<EOF
# Written by npm run setup.
# mode: connected
EOF
        return
    fi

    write_file "$root/.bazeliskrc" <<EOF
# Written by npm run setup: bazelisk starts Debian's Bazel, and downloads none.
USE_BAZEL_VERSION=/usr/bin/bazel
EOF
    {
        printf '# Written by npm run setup.\n# mode: airgapped\n\n'
        airgapped_flags
    } | write_file "$root/.bazelrc.local"
}
