# shellcheck shell=sh
# Sourced by the e2e scripts: checks that are counted, and functions to write them. A failed comparison prints both values.

passed=0
failed=0
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# check NAME TEST...: runs the test and prints one line. If the test fails, prints its output, too.
check() {
    name=$1
    shift
    if "$@" >"$scratch/said" 2>&1; then
        passed=$((passed + 1))
        echo "ok      $name"
    else
        failed=$((failed + 1))
        echo "FAILED  $name"
        sed 's/^/        /' "$scratch/said"
    fi
}

# is ACTUAL EXPECTED
is() {
    [ "$1" = "$2" ] && return
    printf 'expected: %s\nbut it is: %s\n' "$2" "$1"
    return 1
}

# has FILE TEXT
has() {
    grep -qF -e "$2" "$1" && return
    printf 'expected: …%s…\nbut it is: %s\n' "$2" "$(head -c 2000 "$1")"
    return 1
}

# json FILE EXPRESSION EXPECTED: evaluates a JavaScript expression, in which `data` is the JSON of the file.
json() {
    # shellcheck disable=SC2016 # Node reads the dollar signs, not the shell.
    value=$(node -e '
        const data = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
        console.log(JSON.stringify(new Function("data", `return ${process.argv[2]}`)(data)));
    ' "$1" "$2") || return
    is "$value" "$3"
}

# Prints the last line, which `npm test` reads.
finish() {
    echo "$passed passed, $failed failed"
    [ "$failed" = 0 ]
}
