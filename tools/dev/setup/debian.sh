# shellcheck shell=sh
# Installs Debian's Bazel, for builds on an air-gapped machine.

: "${root:?}"

bazel_share=/usr/share/bazel

have_debian_bazel() {
    [ -x /usr/bin/bazel ] &&
        [ "$(cat "$bazel_share/build-label.txt" 2>/dev/null)" = "$(cat "$root/.bazelversion")" ] &&
        for module in rules/cc rules/java rules/license rules/proto rules/python rules/shell \
            tools/features tools/platforms tools/skylib; do
            [ -d "$bazel_share/$module" ] || return 1
        done
}

missing_packages() {
    have_debian_bazel || echo bazel-bootstrap bazel-features bazel-platforms bazel-rules-python bazel-rules-shell bazel-skylib
    command -v python3 >/dev/null || echo python3
    command -v shellcheck >/dev/null || echo shellcheck
}

by_hand() {
    give_up "$1. To set this machine up by hand:
  - install Bazel $(cat "$root/.bazelversion") at /usr/bin/bazel with the modules that Debian packages as
    bazel-features, bazel-platforms, bazel-rules-python, bazel-rules-shell and bazel-skylib,
    from Debian's suite \"forky\" on amd64; python3 and shellcheck too. Or:
  - connect it to a network that reaches the Bazel Central Registry and GitHub, and set
    DATABUILD_MODE=connected.
Then run npm run setup again."
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# Prints the entry in apt's sources for Debian's main archive, as FILE:NUMBER.
debian_source() {
    # shellcheck disable=SC2016 # apt-get expands these.
    apt-get indextargets --format '$(LABEL)|$(SOURCESENTRY)' 'Created-By: Packages' |
        sed -n 's/^Debian|//p' | sort -u | head -n 1
}

# Prints that entry, changed to name the suite forky. Mirror, keys and options stay as they are.
forky_entry() {
    file="${1%:*}"
    number="${1##*:}"
    case "$file" in
    *.sources)
        awk -v number="$number" '
            BEGIN { RS = ""; FS = "\n" }
            NR == number {
                for (i = 1; i <= NF; i++) {
                    if ($i ~ /^Suites:/) $i = "Suites: forky"
                    if ($i ~ /^Components:/) $i = "Components: main"
                    if ($i ~ /^Types:/) $i = "Types: deb"
                    print $i
                }
            }' "$file"
        ;;
    *)
        # deb [options] URI suite components
        sed -n "${number}s/^\\(deb \\(\\[[^]]*\\] \\)\\{0,1\\}[^ ]*\\) .*/\\1 forky main/p" "$file"
        ;;
    esac
}

add_forky() {
    # shellcheck disable=SC2016 # apt-get expands it.
    apt-get indextargets --format '$(CODENAME)' | grep -qx forky && return
    source="$(debian_source)"
    [ -n "$source" ] || by_hand "apt has no Debian archive among its sources"
    case "${source%:*}" in *.sources) extension=sources ;; *) extension=list ;; esac

    say "adding Debian's suite forky to apt at priority 100, so that apt installs packages from it only on request"
    forky_entry "$source" | as_root tee "/etc/apt/sources.list.d/databuild-forky.$extension" >/dev/null
    as_root tee /etc/apt/preferences.d/databuild-forky >/dev/null <<EOF
Package: *
Pin: release n=forky
Pin-Priority: 100
EOF
    as_root apt-get -qq update >/dev/null
}

# One test runs shellcheck. If a connected machine cannot install it, the test skips linting.
ensure_shellcheck() {
    install_for_tests shellcheck "lints shell scripts" ||
        say "shellcheck is not installed, so shell scripts are not linted; install the package shellcheck to have them linted"
}

# Tests look at pictures in Chromium.
ensure_chromium() {
    install_for_tests chromium "shows the pictures that tests look at" ||
        say "chromium is not installed, so tests of pictures fail; install the package chromium"
}

# Tests run compiled plans in these.
ensure_schedulers() {
    for program in make ninja:ninja-build snakemake; do
        install_for_tests "$program" "runs compiled plans in tests" ||
            say "${program%:*} is not installed, so no test runs compiled plans in it; install the package ${program#*:}"
    done
}

# install_for_tests PROGRAM[:PACKAGE] PURPOSE: installs the Debian package of a missing program, by default of the same name.
install_for_tests() {
    ! command -v "${1%:*}" >/dev/null || return 0
    command -v apt-get >/dev/null && as_root true 2>/dev/null || return 1
    say "installing ${1#*:}, which $2"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "${1#*:}" </dev/null >/dev/null 2>&1
}

# One test runs programs for arm64. Without an emulator, it only looks at them.
ensure_emulator() {
    ! command -v qemu-aarch64-static >/dev/null || return 0
    if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
        say "installing QEMU and the C library of arm64, which run graphs built for arm64"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
            qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross </dev/null >/dev/null 2>&1 && return
    fi
    say "QEMU is not installed, so graphs built for arm64 are not run; install qemu-user-static, libc6-arm64-cross and libstdc++6-arm64-cross to have them run"
}

# Some tests run a Slurm cluster on this machine. If it cannot be installed, they say so and test nothing.
ensure_slurm() {
    ! command -v slurmctld >/dev/null || return 0
    if command -v apt-get >/dev/null && as_root true 2>/dev/null; then
        say "installing Slurm, on which the tests of its engine run"
        as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
            slurmctld slurmd slurm-client slurm-wlm-basic-plugins munge </dev/null >/dev/null 2>&1 && return
    fi
    say "Slurm is not installed, so its engine is not tested; install slurmctld, slurmd, slurm-client, slurm-wlm-basic-plugins and munge to have it tested"
}

ensure_debian_bazel() {
    # shellcheck disable=SC2046 # One package a word.
    set -- $(missing_packages)
    [ $# -gt 0 ] || return 0

    command -v apt-get >/dev/null || by_hand "This is not Debian, and the Bazel Central Registry cannot be reached"
    [ "$(dpkg --print-architecture)" = amd64 ] || by_hand "Air-gapped builds are supported on amd64 only"
    as_root true 2>/dev/null || by_hand "Installing packages needs root"

    say "installing from Debian, because an air-gapped build needs them: $*"
    add_forky
    # Two of the packages ship one file in common.
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
        -o Dpkg::Options::=--force-overwrite -t forky "$@" </dev/null >/dev/null ||
        by_hand "apt could not install $*"
    have_debian_bazel || by_hand "Debian's suite forky no longer has Bazel $(cat "$root/.bazelversion")"
}
