#!/bin/sh
# Runs every example of docs/deploying.md on another machine: a root folder with only the packages that Debian calls essential and
# libstdc++6, on which Node depends. The install is read-only, there is no network, and an account that is not root runs it.

set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tools/dev/setup/env.sh
. "$root/tools/dev/setup/env.sh"
# shellcheck source=e2e/checks.sh
. "$root/e2e/checks.sh"
cd "$root"
page=docs/deploying.md
yesterday=$(date -d yesterday +%F)
day=2024-03-01

if ! command -v dpkg-query >/dev/null || ! unshare -mn true 2>/dev/null; then
    echo "note: the examples need Debian's packages, and root to mount; they are not run here" >&2
    finish
    exit
fi

echo "building //examples/nightly:nightly.bin and its archive" >&2
bazel build //examples/nightly:nightly.bin //examples/nightly:nightly.archive >&2
bin=$(bazel info bazel-bin 2>/dev/null)/examples/nightly

# example NAME: prints the block of the page behind the mark `<!-- example: NAME -->`.
example() {
    awk -v mark="<!-- example: $1 -->" '
        $0 == mark { found = 1; next }
        found && /^```/ { if (inside) exit; inside = 1; next }
        inside
    ' "$page" >"$scratch/$1"
    [ -s "$scratch/$1" ]
}
for name in nightly.cron nightly.service nightly.timer Dockerfile nightly.yml nightly.sbatch; do
    check "the page has the example $name" example "$name"
done

# The packages whose files the other machine has: the essential ones, what they depend on, and libstdc++6.
packages() {
    # shellcheck disable=SC2046 # One package a word.
    set -- $(dpkg-query -W -f '${Essential} ${Package}\n' | sed -n 's/^yes //p') libstdc++6
    apt-cache depends --recurse --installed --important --no-recommends --no-suggests --no-conflicts --no-breaks --no-replaces --no-enhances \
        "$@" | sed -n 's/^\([a-z0-9][^ :]*\)\(:[a-z0-9]*\)\{0,1\}$/\1/p' | sort -u
}

# machine FOLDER: lays the other machine out, from the files of this one.
machine() {
    mkdir -p "$1"
    for link in bin lib lib64 sbin; do
        mkdir -p "$1/usr/$link"
        [ ! -L "/$link" ] || ln -s "usr/$link" "$1/$link"
    done
    # shellcheck disable=SC2046
    dpkg-query -L $(packages) 2>/dev/null | grep -E '^/(usr/)?(bin|sbin|lib[^/]*)/' | grep -v '/share/' | while read -r path; do
        if [ -L "$path" ] || [ -f "$path" ]; then echo "${path#/}"; fi
    done | tar -C / -c --no-recursion -T - 2>/dev/null | tar -C "$1" -x
    # `sh` and the loader are links that packages make when they are configured.
    for link in usr/bin/sh usr/bin/awk; do
        [ -e "$1/$link" ] || [ ! -e "/$link" ] || cp -L "/$link" "$1/$link"
    done
    mkdir -p "$1/dev" "$1/proc" "$1/tmp" "$1/etc/nightly" "$1/opt" "$1/var/lib" "$1/var/cache"
    chmod 1777 "$1/tmp"
    install -d -o 4242 -g 4242 "$1/var/lib/nightly" "$1/var/cache/nightly"
    echo 'nightly:x:4242:4242::/var/lib/nightly:/bin/sh' >"$1/etc/passwd"
    printf 'summary/day=%s\n' "$day" >"$1/etc/nightly/refs.txt"
    install -D "$bin/nightly.bin" "$1/opt/nightly/nightly.bin"
}

far=$scratch/far
machine "$far"

# there USER COMMAND...: runs a command on the other machine, without network and with an empty environment. Only folders for state are writable.
there() {
    # shellcheck disable=SC2016 # The inner shell expands these.
    unshare -mnpf sh -c '
        set -e
        far=$1 user=$2
        shift 2
        mount --bind "$far" "$far"
        for folder in var tmp; do mount --bind "$far/$folder" "$far/$folder"; done
        mount -t proc proc "$far/proc"
        mount -t tmpfs -o mode=755 tmpfs "$far/dev"
        mknod -m 666 "$far/dev/null" c 1 3
        mknod -m 666 "$far/dev/urandom" c 1 9
        mount -o remount,bind,ro "$far"
        exec chroot --userspec="$user:$user" "$far" /usr/bin/env -i "$@"
    ' there "$far" "$@"
}

is_another_machine() {
    is "$(there 4242 /bin/sh -c 'command -v node bazel npm python3 curl || echo none')" none &&
        is "$(there 4242 /usr/bin/id -u)" 4242 &&
        is "$(there 4242 /bin/sh -c 'touch /opt/nightly/x 2>/dev/null && echo written || echo refused')" refused &&
        is "$(there 4242 /bin/sh -c 'tail -n +3 /proc/net/dev | cut -d: -f1' | tr -d ' ')" lo
}
check "the other machine has no Node, Bazel or Python, no network, and a read-only install" is_another_machine

# made DAY: the summary of the day is there. Removes the state of the machine, so that the next example builds again.
made() {
    is "$(cat "$far/var/lib/nightly/data/summary/$1.txt")" "$1: 24 readings, 117 in total" &&
        rm -rf "$far/var/lib/nightly/"* "$far/var/cache/nightly/"*
}

cron() {
    command=$(sed -n 's/^[0-9]* [0-9]* \* \* \* nightly //p' "$scratch/nightly.cron" | sed 's/\\%/%/g')
    # shellcheck disable=SC2046 # One variable a line, without blanks.
    there 4242 /usr/bin/env $(grep '^[A-Z_]*=' "$scratch/nightly.cron") HOME=/var/lib/nightly SHELL=/bin/sh /bin/sh -c "$command" &&
        is "$(wc -l <"$far/var/lib/nightly/manifests.jsonl")" 2 &&
        made "$yesterday"
}
check "the crontab builds the summary of yesterday" cron

# setting NAME: prints the values of a setting of the service.
setting() {
    sed -n "s/^$1=//p" "$scratch/nightly.service"
}
service() {
    # shellcheck disable=SC2046
    there 4242 /usr/bin/env $(setting Environment) $(setting ExecStart) && made "$day"
}
check "the service builds its refs" service

verifies() {
    # shellcheck disable=SC2016
    unshare -m sh -c '
        mount -t tmpfs tmpfs /opt && mkdir /opt/nightly && cp "$1/far/opt/nightly/nightly.bin" /opt/nightly || exit
        systemd-analyze verify "$1/nightly.service" "$1/nightly.timer"
    ' verify "$scratch" >"$scratch/verify" 2>&1 && is "$(grep nightly "$scratch/verify" || true)" ''
}
if command -v systemd-analyze >/dev/null; then
    check "systemd accepts the service and the timer" verifies
fi

# Copies as the COPY lines of the Dockerfile say, from a folder that has only the unpacked archive.
container() {
    mkdir -p "$scratch/context"
    tar -xzf "$bin/nightly.tar.gz" -C "$scratch/context"
    while read -r instruction from to; do
        case $instruction in
        COPY) mkdir -p "$far$to" && cp -R "$scratch/context/$from/." "$far$to" ;;
        FROM | ENV | USER | ENTRYPOINT | '') ;;
        *) is "$instruction" 'an instruction that this test knows' || return ;;
        esac
    done <"$scratch/Dockerfile"
    entry=$(sed -n 's/^ENTRYPOINT \["\(.*\)"\]$/\1/p' "$scratch/Dockerfile")
    user=$(sed -n 's/^USER //p' "$scratch/Dockerfile")
    chown 65534 "$far/var/lib/nightly"
    # shellcheck disable=SC2046
    there "$user" /usr/bin/env $(sed -n 's/^ENV //p' "$scratch/Dockerfile") "$entry" --quiet "summary/day=$day" && made "$day"
    chown 4242 "$far/var/lib/nightly"
}
check "the image of the Dockerfile builds its refs" container

ci() {
    node - "$scratch/nightly.yml" >"$scratch/steps" <<'NODE'
const { parse } = require('yaml');
const { jobs } = parse(require('node:fs').readFileSync(process.argv[2], 'utf8'));
const { env, steps } = jobs.nightly;
for (const [name, value] of Object.entries(env)) console.log(`export ${name}='${value}'`);
for (const { run } of steps) console.log(run);
NODE
    there 4242 /usr/bin/env RUNNER_TEMP=/tmp /bin/sh -e -c "$(cat "$scratch/steps")" && made "$day"
}
check "the steps of the CI job plan, and run exactly that plan" ci

slurm() {
    there 4242 /usr/bin/env SLURM_CPUS_PER_TASK=2 /bin/sh -c "$(cat "$scratch/nightly.sbatch")" && made "$day"
}
check "the Slurm script builds its refs" slurm

odd_places() {
    odd="/opt/a föld\$er it's"
    mkdir -p "$far$odd" && cp "$bin/nightly.bin" "$far$odd/ä file.bin" &&
        there 4242 /usr/bin/env "DATABUILD_UNPACK_DIR=/var/cache/nightly/ä b" "DATABUILD_STATE_DIR=/var/lib/nightly" \
            "$odd/ä file.bin" build --quiet "summary/day=$day" && made "$day"
}
check "a single file works from a folder with spaces and letters that are not ASCII" odd_places

without_a_home() {
    there 4242 /opt/nightly/nightly.bin build --quiet --state-dir /var/lib/nightly "summary/day=$day" &&
        is "$(stat -c %a "$far/tmp/databuild-4242")" 700 && made "$day"
}
check "a single file works with an empty environment" without_a_home

refuses_a_read_only_folder() {
    status=0
    there 4242 /usr/bin/env DATABUILD_UNPACK_DIR=/opt/unpacked /opt/nightly/nightly.bin build >"$scratch/refused" 2>&1 || status=$?
    is "$status" 2 && has "$scratch/refused" 'cannot unpack into /opt/unpacked: ' &&
        has "$scratch/refused" 'Set DATABUILD_UNPACK_DIR to a folder that this account can write'
}
check "a folder that the account cannot write is refused, with the fix" refuses_a_read_only_folder

shares_what_root_unpacked() {
    there 0 /usr/bin/env DATABUILD_UNPACK_DIR=/var/lib/shared /opt/nightly/nightly.bin --version &&
        there 4242 /usr/bin/env DATABUILD_UNPACK_DIR=/var/lib/shared /opt/nightly/nightly.bin build --quiet --state-dir /var/lib/nightly "summary/day=$day" &&
        made "$day"
}
check "an account uses what root unpacked" shares_what_root_unpacked

refuses_what_others_unpacked() {
    install -d -m 1777 "$far/var/lib/common"
    status=0
    there 4242 /usr/bin/env DATABUILD_UNPACK_DIR=/var/lib/common /opt/nightly/nightly.bin --version &&
        there 65534 /usr/bin/env DATABUILD_UNPACK_DIR=/var/lib/common /opt/nightly/nightly.bin --version >"$scratch/refused" 2>&1 || status=$?
    is "$status" 2 && has "$scratch/refused" 'belongs to another account (user id 4242), so no program in it is started.'
}
check "an account does not use what another account unpacked" refuses_what_others_unpacked

# machine_of FILE: prints the processor of a program, as its ELF header names it: 183 is arm64.
machine_of() {
    od -An -j18 -N2 -tu2 "$1" | tr -d ' '
}

has_programs_for_arm64() {
    bazel build --platforms=//examples/nightly:linux_arm64 //examples/nightly:nightly.archive &&
        mkdir "$scratch/arm64" && tar -xzf "$bin/nightly.tar.gz" -C "$scratch/arm64" &&
        node_of_arm64=$(find "$scratch/arm64" -path '*/bin/node') &&
        is "$(machine_of "$node_of_arm64")" 183 &&
        is "$(machine_of "$(find "$scratch/arm64" -name koffi.node)")" 183
}
check "an archive for arm64 has the Node and the native add-on of arm64" has_programs_for_arm64

# Node runs in an emulator, which starts the jobs, shell scripts, as programs of this machine.
runs_on_arm64() {
    # shellcheck disable=SC2016 # The wrapper expands these.
    mv "$node_of_arm64" "$node_of_arm64.arm64" &&
        printf '#!/bin/sh\nexec %s -L /usr/aarch64-linux-gnu "$0.arm64" "$@"\n' "$emulator" >"$node_of_arm64" && chmod +x "$node_of_arm64" &&
        "$scratch/arm64/nightly/nightly.build" --quiet --state-dir "$scratch/arm64/state" "summary/day=$day" &&
        is "$(cat "$scratch/arm64/state/data/summary/$day.txt")" "$day: 24 readings, 117 in total"
}
emulator=$(command -v qemu-aarch64-static || command -v qemu-aarch64 || true)
if [ -n "$emulator" ] && [ -e /usr/aarch64-linux-gnu/lib/libstdc++.so.6 ]; then
    check "an archive for arm64 builds in an emulator of arm64" runs_on_arm64
else
    echo "note: without qemu-user-static, libc6-arm64-cross and libstdc++6-arm64-cross, the archive for arm64 is not run" >&2
fi

finish
