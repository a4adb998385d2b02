#!/bin/sh
# Code digests: the same program has the same one in any checkout, with any output base, in a sandbox or without; and
# another one as soon as a byte is another. The programs are those of the smoke test, in sh, Python and JavaScript.

set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"
# shellcheck source=e2e/checks.sh
. "$root/e2e/checks.sh"

# The other checkout, with an output base of its own: another folder, another depth.
there=$scratch/some/other/place
output_base=$scratch/output_base

bazel_there() (
    cd "$there/e2e/smoke"
    bazel --output_base="$output_base" "$@"
)

# Ends the server of the other checkout, too, and what it wrote is not writable.
clean_up() {
    bazel_there shutdown >/dev/null 2>&1 || true
    chmod -R u+w "$scratch"
    rm -rf "$scratch"
}
trap clean_up EXIT

mkdir -p "$there"
(cd "$root" && tar -c --exclude=.git --exclude=node_modules --exclude='bazel-*' --exclude=.databuild .) | tar -x -C "$there"
# Set-up wrote down where this checkout is.
sed "s|$root|$there|g" "$root/.bazelrc.local" >"$there/.bazelrc.local"

# digests FOLDER: `name digest`, one a line, from where Bazel left them.
digests() {
    for digest in "$1"/*.digest; do
        echo "$(basename "$digest" .digest) $(cat "$digest")"
    done
}

# here_says: the digests in this checkout, in Bazel's default way.
here_says() {
    cd "$root/e2e/smoke"
    bazel build --output_groups=code_digests //:sums >&2
    digests "$(bazel info bazel-bin 2>/dev/null)" >"$scratch/here"
}

# there_says NAME: the digests in the other checkout, made anew and without a sandbox, and the actions that ran for them.
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

# Jobs in sh, Python and JavaScript, and the graph.
are_all_there() {
    is "$(cut -d ' ' -f 1 "$scratch/here" | tr '\n' ' ')" \
        'numbers.configure numbers.run squares.configure squares.run sum.configure sum.run sums.lookup ' &&
        is "$(cut -d ' ' -f 2 "$scratch/here" | grep -cE '^[0-9a-f]{64}$')" 7 &&
        is "$(cut -d ' ' -f 2 "$scratch/here" | sort -u | wc -l | tr -d ' ')" 7
}
check "every executable has a digest of its own" are_all_there

check "another checkout, another output base, no sandbox: the same digests" diff "$scratch/here" "$scratch/there"

counts_actions() {
    is "$(wc -l <"$scratch/there.actions" | tr -d ' ')" 7
}
check "the other checkout made all of them itself" counts_actions

ignores_times() {
    find "$there" -type f -exec touch {} + &&
        there_says touched &&
        is "$(cat "$scratch/touched.actions")" '' &&
        diff "$scratch/there" "$scratch/touched"
}
check "touching every file changes none, and runs no action again" ignores_times

# changed BEFORE AFTER: what is different.
changed() {
    diff "$scratch/$1" "$scratch/$2" | sed -n 's/^> \([^ ]*\) .*/\1/p'
}

notices_data() {
    printf '3\n' >"$there/e2e/smoke/exponent.txt" &&
        there_says data &&
        is "$(changed touched data)" squares.run &&
        is "$(cat "$scratch/data.actions")" 'Digesting the run of //:squares'
}
check "a byte in a data file of a library changes the digest of what runs with it, and no other" notices_data

notices_scripts() {
    echo '#' >>"$there/e2e/smoke/numbers_run.sh" &&
        echo '//' >>"$there/e2e/smoke/sum_configure.mjs" &&
        there_says scripts &&
        is "$(changed data scripts | tr '\n' ' ')" 'numbers.run sum.configure '
}
check "so do scripts in sh and JavaScript" notices_scripts

comes_back() {
    for file in exponent.txt numbers_run.sh sum_configure.mjs; do
        cp "$root/e2e/smoke/$file" "$there/e2e/smoke/$file" || return
    done
    there_says back && diff "$scratch/here" "$scratch/back"
}
check "and the old bytes have the old digests" comes_back

finish
