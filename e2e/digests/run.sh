#!/bin/sh
# Tests code digests: a program has the same digest in any checkout, with any output base, with or without a sandbox, and
# another digest when any byte changes. The programs are those of the smoke test, in sh, Python and JavaScript.

set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"
# shellcheck source=e2e/checks.sh
. "$root/e2e/checks.sh"

# The other checkout: in another folder, at another depth, with another output base.
there=$scratch/some/other/place
output_base=$scratch/output_base

bazel_there() (
    cd "$there/e2e/smoke"
    bazel --output_base="$output_base" "$@"
)

# Also ends the Bazel server of the other checkout. The files that Bazel wrote are read-only.
clean_up() {
    bazel_there shutdown >/dev/null 2>&1 || true
    chmod -R u+w "$scratch"
    rm -rf "$scratch"
}
trap clean_up EXIT

mkdir -p "$there"
(cd "$root" && tar -c --exclude=.git --exclude=node_modules --exclude='bazel-*' --exclude=.databuild .) | tar -x -C "$there"
# Set-up wrote the path of this checkout into the file.
sed "s|$root|$there|g" "$root/.bazelrc.local" >"$there/.bazelrc.local"

# digests FOLDER: prints `name digest` for each digest in Bazel's output folder, one per line.
digests() {
    for digest in "$1"/*.digest; do
        echo "$(basename "$digest" .digest) $(cat "$digest")"
    done
}

# here_says: writes the digests of this checkout, built with Bazel's defaults.
here_says() {
    cd "$root/e2e/smoke"
    bazel build --output_groups=code_digests //:sums >&2
    digests "$(bazel info bazel-bin 2>/dev/null)" >"$scratch/here"
}

# there_says NAME: writes the digests of the other checkout, built without a cache and without a sandbox, and the
# actions that ran.
there_says() {
    bazel_there build --disk_cache= --strategy=DatabuildDigest=local --subcommands \
        --output_groups=code_digests //:sums 2>"$scratch/log" || {
        cat "$scratch/log"
        return 1
    }
    digests "$(bazel_there info bazel-bin 2>/dev/null)" >"$scratch/$1"
    sed -n "s/^SUBCOMMAND: .*\(Digesting the [a-z]* of [^],']*\).*/\1/p" "$scratch/log" | sort >"$scratch/$1.actions"
}

echo "building the digests in two checkouts" >&2
here_says
there_says there >&2

# The jobs are in sh, Python and JavaScript; sums is the graph.
are_all_there() {
    is "$(cut -d ' ' -f 1 "$scratch/here" | tr '\n' ' ')" \
        'numbers.configure numbers.run squares.configure squares.run sum.configure sum.run sums.lookup ' &&
        is "$(cut -d ' ' -f 2 "$scratch/here" | grep -cE '^[0-9a-f]{64}$')" 7 &&
        is "$(cut -d ' ' -f 2 "$scratch/here" | sort -u | wc -l | tr -d ' ')" 7
}
check "every executable has a different digest" are_all_there

check "another checkout with another output base and no sandbox has the same digests" diff "$scratch/here" "$scratch/there"

counts_actions() {
    is "$(wc -l <"$scratch/there.actions" | tr -d ' ')" 7
}
check "the other checkout computed all digests itself" counts_actions

ignores_times() {
    find "$there" -type f -exec touch {} + &&
        there_says touched &&
        is "$(cat "$scratch/touched.actions")" '' &&
        diff "$scratch/there" "$scratch/touched"
}
check "touching every file changes no digest and runs no action again" ignores_times

# changed BEFORE AFTER: prints the names whose digests differ.
changed() {
    diff "$scratch/$1" "$scratch/$2" | sed -n 's/^> \([^ ]*\) .*/\1/p'
}

notices_data() {
    printf '3\n' >"$there/e2e/smoke/exponent.txt" &&
        there_says data &&
        is "$(changed touched data)" squares.run &&
        is "$(cat "$scratch/data.actions")" 'Digesting the run of //:squares'
}
check "a byte in a data file of a library changes only the digest of the program that runs with it" notices_data

notices_scripts() {
    echo '#' >>"$there/e2e/smoke/numbers_run.sh" &&
        echo '//' >>"$there/e2e/smoke/sum_configure.mjs" &&
        there_says scripts &&
        is "$(changed data scripts | tr '\n' ' ')" 'numbers.run sum.configure '
}
check "a byte in a script in sh or JavaScript changes only the digest of that script" notices_scripts

comes_back() {
    for file in exponent.txt numbers_run.sh sum_configure.mjs; do
        cp "$root/e2e/smoke/$file" "$there/e2e/smoke/$file" || return
    done
    there_says back && diff "$scratch/here" "$scratch/back"
}
check "after the old bytes are restored, the digests are the old ones" comes_back

finish
