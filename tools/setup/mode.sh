# shellcheck shell=sh
# Decides where Bazel and its rule sets come from: "connected" or "airgapped".

: "${root:?}"

can_reach() {
    if command -v curl >/dev/null; then
        curl --silent --fail --location --head --max-time 5 --output /dev/null "$1"
    else
        node -e 'fetch(process.argv[1], { signal: AbortSignal.timeout(5000) }).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "$1"
    fi
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

    say "looking for the Bazel Central Registry and GitHub (DATABUILD_MODE=connected or =airgapped skips this)"
    if can_reach https://bcr.bazel.build/bazel_registry.json && can_reach https://github.com/bazelbuild/bazel; then
        mode=connected
    else
        mode=airgapped
    fi
    say "this machine is $mode"
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
    # The path is absolute, so that the workspaces in e2e/ can read this file too. It is a URL.
    registry="file://$(printf '%s' "$root/airgap/registry" | sed 's/ /%20/g')"
    write_file "$root/.bazelrc.local" <<EOF
# Written by npm run setup.
# mode: airgapped

# Modules come from this folder and from Debian, never from the Bazel Central Registry.
common --registry=$registry
# A lockfile written here would not hold in a connected workspace.
common --lockfile_mode=off
# Debian's configuration turns this on, and with it a page of messages for each failing action.
build --nosandbox_debug
EOF
}
