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

# The registry that npm has where nobody configured another: the real rule sets fetch packages from there.
default_npm_registry() {
    (
        unset npm_config_registry NPM_CONFIG_REGISTRY
        # No file of a project, a person or a machine: npm wants two names for the last two.
        cd / && npm config get registry --userconfig=/dev/null --globalconfig=/nonexistent
    )
}

# Prints what a connected build downloads, one file of each place, as NAME|URL. A proxy that lets front pages through may still
# refuse files, and files often come from another host.
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

# Prints the first of these that cannot be reached.
first_out_of_reach() {
    connected_downloads | while IFS='|' read -r name url; do
        if ! can_reach "$url" </dev/null; then
            echo "$name"
            break
        fi
    done
}

# Prints the mode that this folder was set up for last time.
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

    say "looking for what a connected build downloads (DATABUILD_MODE=connected or =airgapped skips this)"
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
    # The path is absolute, so that other workspaces can read the file, too. It is a URL.
    registry="file://$(printf '%s' "$root/airgap/registry" | sed 's/ /%20/g')"
    cat <<EOF
# Modules come from this folder and from Debian, never from the Bazel Central Registry.
common --registry=$registry
# A lockfile written here would not hold in a connected workspace.
common --lockfile_mode=off
# Without this, Bazel 7 looks for built-in repositories that it would have to download.
common --noenable_workspace
# Debian's configuration turns this on, and with it a page of messages for each failing action.
build --nosandbox_debug
EOF
    case "$root" in
    /tmp/*)
        cat <<EOF
# A sandbox hides what lies in /tmp, and this folder with it where another workspace depends on it.
build "--sandbox_add_mount_pair=$root"
EOF
        ;;
    esac
}

# Writes what Bazel and bazelisk read. Sets nothing else up.
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
# Written by npm run setup: bazelisk is to start Debian's Bazel, not to download one.
USE_BAZEL_VERSION=/usr/bin/bazel
EOF
    {
        printf '# Written by npm run setup.\n# mode: airgapped\n\n'
        airgapped_flags
    } | write_file "$root/.bazelrc.local"
}
