#!/usr/bin/env bash
# What becomes of everything that Tencent publishes: some 460 service versions in two wheels.
#
#   scripts/catalogue.sh [--json FILE] [WHEEL...]
#       imports, checks, renders and formats all of them; a table of what was made, left out and how fast. Fails if an
#       action or example is not accounted for.
#   scripts/catalogue.sh --whole [WHEEL...]
#       imports, checks and renders all of them on all processors; how long that takes, and how it grows.
#   scripts/catalogue.sh --matrix [--round-trip] [WHEEL...] [SERVICE...]
#       compiles a crate for each of the services, with warnings denied; what `cargo check` takes. With --round-trip,
#       reads and writes every documented call by the compiled types as well, which is slow.
#
# An argument that ends in .whl is a wheel of `tccli` or `tccli-intl-en`; without any, pip downloads both. They belong
# to Tencent and are not part of this repository. Needs python3, and GNU time for the memory column.
set -euo pipefail
export LC_ALL=C CARGO_INCREMENTAL=0 CARGO_TERM_QUIET=true

workspace=$(cd "$(dirname "$0")/.." && pwd)
target=${CARGO_TARGET_DIR:-$workspace/target}
mkdir -p "$target"
target=$(cd "$target" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export TMPDIR=$scratch

default_services=(sts car cvm vpc cls es lke tcss dnspod ccc cdwpg hunyuan teo mps csip)
# The product that shows what choosing actions costs: the largest.
large=csip

usage() {
    sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
    exit 2
}

matrix='' round_trip='' whole='' json='' wheels=() services=()
while [ $# -gt 0 ]; do
    case $1 in
    --matrix) matrix=yes ;;
    --round-trip) round_trip=yes ;;
    --whole) whole=yes ;;
    --json) [ $# -gt 1 ] || usage; json=$2; shift ;;
    *.whl) wheels+=("$1") ;;
    -*) usage ;;
    *) services+=("$1") ;;
    esac
    shift
done
[ -n "$matrix" ] || [ -z "$round_trip${services[*]-}" ] || usage
[ -z "$matrix" ] || [ -z "$json$whole" ] || usage
[ -z "$json" ] || [ -z "$whole" ] || usage

if [ ${#wheels[@]} -eq 0 ]; then
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --dest "$scratch/wheels" \
        tccli tccli-intl-en
    # In this order: first the one for mainland China.
    wheels=("$scratch"/wheels/tccli-*.whl "$scratch"/wheels/tccli_intl_en-*.whl)
fi

# Unpacks a wheel, and prints the folder.
unpack() {
    local folder
    folder=$scratch/unpacked/$(basename "$1" .whl)
    [ -d "$folder" ] || python3 -m zipfile -e "$1" "$folder"
    echo "$folder"
}

catalogue() {
    local wheel folders=()
    for wheel in "${wheels[@]}"; do
        folders+=("$(unpack "$wheel")")
    done
    cargo build --release --locked --manifest-path "$workspace/Cargo.toml" -p car-codegen --example catalogue
    "$target/release/examples/catalogue" ${json:+--json "$json"} ${whole:+--whole} "${folders[@]}"
}

# Imports the service `$1` into the folder `$2` from the first of the wheels that has it, with further options; prints
# the wheel and the first line of the report. CAR is complete on the international site alone.
import_service() {
    local service=$1 folder=$2 wheel pass
    shift 2
    for pass in preferred any; do
        for wheel in "${wheels[@]}"; do
            [ "$pass" = any ] || [[ $service = car && ${wheel##*/} = *intl* ]] || continue
            if "$target/release/car-spec" import --wheel "$wheel" --service "$service" --out "$folder" "$@" \
                >"$scratch/report" 2>"$scratch/errors"; then
                echo "$wheel"
                head -n 1 "$scratch/report"
                return
            fi
        done
    done
    cat "$scratch/report" "$scratch/errors" >&2
    return 1
}

# Writes a crate `$1` for the spec folder that is in it, with further arguments for the macro in `$2`.
write_crate() {
    local crate=$crates/$1
    mkdir -p "$crate/src"
    cat >"$crate/Cargo.toml" <<MANIFEST
[package]
name = "matrix-$1"
version = "0.0.0"
edition = "2024"
[workspace]
[lib]
name = "subject"
[dependencies]
car-api = { path = '$workspace/car-api' }
[dev-dependencies]
serde_json = "1"
MANIFEST
    cp "$workspace/Cargo.lock" "$crate"
    echo '#![deny(warnings)]' >"$crate/src/lib.rs"
    [ ! -d "$crate/specs" ] ||
        echo "pub mod product { car_api::generate! { specs = \"specs\"$2 } }" >>"$crate/src/lib.rs"
}

# Checks a crate. Prints seconds, those of the processor, and megabytes; the file `output` has what the compiler says.
check() (
    cd "$crates/$1" || return
    if /usr/bin/time -f '%e %U %S %M' true >/dev/null 2>&1; then
        /usr/bin/time -o "$scratch/time" -f '%e %U %S %M' cargo check >"$scratch/output" 2>&1 || return
    else
        TIMEFORMAT='%R %U %S 0'
        { time cargo check >"$scratch/output" 2>&1; } 2>"$scratch/time" || return
    fi
    awk '{ printf "%.1f %.1f %s\n", $1, $2 + $3, $4 ? int($4 / 1024) : "-" }' "$scratch/time"
)

# A row of the matrix: `$1` names the crate, the rest is about it.
row() {
    local crate=$1 figures
    shift
    if figures=$(check "$crate"); then
        # shellcheck disable=SC2086 # three figures
        printf '%-24s %-16s %8s %10s %8s %10s %6s\n' "$@" $figures
    else
        printf '%-24s %-16s %8s %10s %8s\n' "$@" fails
        tail -n 40 "$scratch/output" >&2
        failed=yes
    fi
}

# The examples of the newest version of the service `$2` in the wheel `$1`. Its folder may have another name.
published_examples() {
    local api
    api=$(grep -lE "\"serviceShortName\": *\"$2\"" "$(unpack "$1")"/tccli/services/*/v*/api.json | tail -n 1)
    echo "${api%api.json}examples.json"
}

# Reads and writes all documented calls of the service `$1`, by a test in its crate. Its examples are those in `$2`.
try_round_trip() {
    local crate=$crates/$1 names
    cp "$2" "$crate/published.json"
    mkdir -p "$crate/tests"
    names=$(cd "$crate/specs" && printf '%s\n' [!_]*.json | sed 's/\.json$//')
    { cat "$workspace/scripts/catalogue/round_trip.rs" && echo "actions! {" && echo "$names" && echo "}"; } \
        >"$crate/tests/round_trip.rs"
    if (cd "$crate" && cargo test --test round_trip -- --nocapture --test-threads 1) >"$scratch/output" 2>&1; then
        grep -oE '(round trip|published answers): .*' "$scratch/output" | sed 's/^/    /'
    else
        echo "    round trip fails:"
        tail -n 60 "$scratch/output"
        failed=yes
    fi
}

matrix() {
    crates=$target/matrix/crates
    failed=''
    local service lines wheel counts names three
    rm -rf "$crates"
    cargo build --release --locked --manifest-path "$workspace/Cargo.toml" -p car-codegen --bin car-spec
    export CARGO_TARGET_DIR=$target/matrix
    # The first crate builds the dependencies of all, and then shows what cargo itself takes.
    write_crate none ''
    check none >/dev/null || { cat "$scratch/output" >&2; exit 1; }
    export CARGO_NET_OFFLINE=true
    touch "$crates/none/src/lib.rs"

    printf '%-24s %-16s %8s %10s %8s %10s %6s\n' product wheel actions structures seconds processor MB
    row none '(no product)' - 0 0
    for service in "${services[@]}"; do
        if ! lines=$(import_service "$service" "$crates/$service/specs"); then
            failed=yes
            continue
        fi
        wheel=$(head -n 1 <<<"$lines")
        counts=$(sed -n 's/.*: \([0-9]*\) actions, \([0-9]*\) structures.*/\1 \2/p' <<<"$lines")
        write_crate "$service" ''
        # shellcheck disable=SC2086 # two counts
        row "$service" "$service" "$(basename "$wheel" | cut -d - -f 1)" $counts
        if [ -n "$round_trip" ]; then
            try_round_trip "$service" "$(published_examples "$wheel" "$service")"
        fi
        [ "$service" = "$large" ] || continue

        # Three of its actions: chosen by the macro from the whole folder, and from a folder that has no others.
        names=$(cd "$crates/$large/specs" && printf '%s\n' Describe*.json | sed 's/\.json$//' | head -n 3)
        three="\"$(paste -sd '|' - <<<"$names" | sed 's/|/", "/g')\""
        mkdir -p "$crates/$large-three-chosen"
        cp -r "$crates/$large/specs" "$crates/$large-three-chosen/specs"
        write_crate "$large-three-chosen" ", actions = [$three]"
        row "$large-three-chosen" "$large, 3 actions chosen" '"' 3 -
        lines=$(import_service "$large" "$crates/$large-three-alone/specs" --actions "$(paste -sd , - <<<"$names")")
        counts=$(sed -n 's/.*: \([0-9]*\) actions, \([0-9]*\) structures.*/\1 \2/p' <<<"$lines")
        write_crate "$large-three-alone" ''
        # shellcheck disable=SC2086 # two counts
        row "$large-three-alone" "$large, 3 actions imported" '"' $counts
    done
    [ -z "$failed" ]
}

if [ -n "$matrix" ]; then
    [ ${#services[@]} -gt 0 ] || services=("${default_services[@]}")
    matrix
else
    catalogue
fi
