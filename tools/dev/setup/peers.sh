# shellcheck shell=sh
# Installs the peers of the benchmarks from Debian. wireit comes with the npm packages.

: "${root:?}"

# Prints the packages of the missing programs that the named benchmarks run.
missing_peers() {
    for benchmark in "$@"; do
        case "$benchmark" in
        exec) echo "ninja:ninja-build make:make snakemake:snakemake doit:python3-doit" ;;
        plan) echo "ninja:ninja-build make:make" ;;
        deep) echo "snakemake:snakemake" ;;
        slurm) echo "snakemake:snakemake slurmctld:slurmctld slurmd:slurmd sbatch:slurm-client slurmctld:slurm-wlm-basic-plugins munged:munge" ;;
        esac
    done | tr ' ' '\n' | sort -u | while IFS=: read -r program package; do
        command -v "$program" >/dev/null || echo "$package"
    done
}

# ensure_peers BENCHMARK...: installs the peers of these benchmarks. Other arguments are ignored.
ensure_peers() {
    # shellcheck disable=SC2046 # One package a word.
    set -- $(missing_peers "$@")
    [ $# -gt 0 ] || return 0
    if ! command -v apt-get >/dev/null || ! as_root true 2>/dev/null; then
        give_up "programs that the benchmarks compare with are missing; on Debian, install: $*"
    fi
    say "installing the programs to compare with: $*"
    as_root apt-get -qq update >/dev/null
    as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends "$@" </dev/null >/dev/null ||
        give_up "apt could not install $*"
}
