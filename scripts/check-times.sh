#!/usr/bin/env bash
# How long the compiler takes: over car-api, depending on how many actions it has, and over a program that makes one
# call, beside one that makes it with bare reqwest.
#
#   scripts/check-times.sh actions   check and release build of car-api alone (about 10 minutes)
#   scripts/check-times.sh leaf      clean builds of the two programs (about 5 minutes)
#   scripts/check-times.sh lines     lines of an action with every macro expanded (about 1 minute)
#
# Everything happens in a copy of the workspace, in a scratch folder that is removed at the end. What is compared is
# measured in turn, so that a drift of the machine hits all alike; nothing else should run meanwhile.
set -euo pipefail
export LC_ALL=C CARGO_INCREMENTAL=0 CARGO_TERM_QUIET=true

workspace=$(cd "$(dirname "$0")/.." && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
export CARGO_TARGET_DIR=$scratch/target
copy=$scratch/workspace
model=DescribeCosCredential

copy_workspace() {
    mkdir "$copy"
    tar -C "$workspace" --exclude=./target --exclude=./.git -cf - . | tar -C "$copy" -xf -
    cd "$copy"
    cargo fetch --locked
    export CARGO_NET_OFFLINE=true
}

# Leaves `$1` copies of one action in the spec folder of the copy, or the committed actions.
set_actions() {
    local specs=$copy/api-specs/car name number
    find "$specs" -name '[!_]*.json' -delete
    if [ "$1" = committed ]; then
        cp "$workspace"/api-specs/car/[!_]*.json "$specs"
        return
    fi
    for ((number = 0; number < $1; number++)); do
        name=${model}No$number
        sed "s/\"$model\"/\"$name\"/" "$workspace/api-specs/car/$model.json" >"$specs/$name.json"
    done
}

# Appends the wall time and the processor time of a command, in seconds, to the file `$1`.
record() {
    local file=$1
    shift
    TIMEFORMAT='%R %U %S'
    { time "$@" >"$scratch/output" 2>&1 || touch "$scratch/failed"; } 2>"$scratch/time"
    [ ! -e "$scratch/failed" ] || { cat "$scratch/output" >&2; exit 1; }
    awk '{ printf "%.3f %.3f\n", $1, $2 + $3 }' "$scratch/time" >>"$file"
}

# The `$2`-th smallest of column `$3` in the file `$1`; the median if `$2` is `median`.
pick() {
    cut -d ' ' -f "$3" "$1" | sort -n | awk -v which="$2" '
        { value[NR] = $1 }
        END { print value[which == "median" ? int((NR + 1) / 2) : which] }'
}

# A line of a table: the name `$1`, and what the file `$2` of times says.
print_times() {
    printf '%-44s %7.2f s (%.2f to %.2f), processor %7.2f s\n' "$1" "$(pick "$2" median 1)" "$(pick "$2" 1 1)" \
        "$(pick "$2" "$(wc -l <"$2")" 1)" "$(pick "$2" median 2)"
}

# What each of the 100 actions between two files of times costs.
print_slope() {
    echo "$(pick "$1" median 1) $(pick "$2" median 1) $(pick "$1" median 2) $(pick "$2" median 2)" |
        awk '{ printf "%-44s %7.1f ms, processor %.1f ms\n", "each action more", ($2 - $1) * 10, ($4 - $3) * 10 }'
}

# Runs a command with 0, the committed, 33 and 133 actions, `$2` times each, and prints the times under the name `$1`.
compare_actions() {
    local name=$1 rounds=$2 round actions
    shift 2
    "$@"
    rm -f "$scratch"/times-*
    for ((round = 0; round < rounds; round++)); do
        for actions in 0 committed 33 133; do
            set_actions "$actions"
            touch "$copy/car-api/src/lib.rs"
            record "$scratch/times-$actions" "$@"
        done
    done
    echo "$name, its dependencies built"
    for actions in 0 committed 33 133; do
        print_times "  actions: $actions" "$scratch/times-$actions"
    done
    print_slope "$scratch/times-33" "$scratch/times-133"
}

actions() {
    copy_workspace
    compare_actions "check of car-api" 7 cargo check -p car-api --lib
    compare_actions "release build of car-api" 5 cargo build --release -p car-api --lib
}

# Lines that are neither empty nor documentation.
code_lines() {
    copy_workspace
    local few many
    few=$(expanded_lines 1)
    many=$(expanded_lines 101)
    echo "$model with every macro and derive expanded: $(((many - few) / 100)) lines"
}

# Writes a program in the folder `$1` with the dependencies `$2`; its source comes from standard input.
write_program() {
    mkdir -p "$1/src"
    cat >"$1/src/main.rs"
    cat >"$1/Cargo.toml" <<MANIFEST
[package]
name = "program"
version = "0.0.0"
edition = "2024"
[workspace]
[dependencies]
tokio = { version = "1", features = ["macros", "rt"] }
$2
MANIFEST
    cp "$copy/Cargo.lock" "$1"
}

build_clean() {
    rm -rf "$CARGO_TARGET_DIR"
    record "$1" cargo build --manifest-path "$2/Cargo.toml"
}

leaf() {
    copy_workspace
    write_program "$scratch/by-car-api" 'car-api = { path = "../workspace/car-api" }' <<'RUST'
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), car_api::Error> {
    let grant = car_api::Client::from_env()?.describe_cos_credential().application_id("app-1").send().await?;
    println!("{grant:?}");
    Ok(())
}
RUST
    write_program "$scratch/by-reqwest" 'reqwest = { version = "0.13.5", default-features = false, features = ["rustls-no-provider", "json"] }
rustls = { version = "0.23", default-features = false, features = ["ring", "std", "tls12", "logging"] }
serde_json = "1"' <<'RUST'
#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), reqwest::Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let body = serde_json::json!({ "ApplicationId": "app-1" });
    let reply = reqwest::Client::new().post("https://car.intl.tencentcloudapi.com").json(&body).send().await?;
    println!("{}", reply.json::<serde_json::Value>().await?);
    Ok(())
}
RUST
    local round
    for ((round = 0; round < 3; round++)); do
        build_clean "$scratch/times-car-api" "$scratch/by-car-api"
        build_clean "$scratch/times-reqwest" "$scratch/by-reqwest"
    done
    echo "clean build of a program that makes one call"
    print_times "  by car-api" "$scratch/times-car-api"
    print_times "  by bare reqwest, rustls and ring" "$scratch/times-reqwest"
}

case ${1:-} in
actions | leaf | lines) "$1" ;;
*)
    sed -n '2,/^set /s/^# \{0,1\}//p' "$0" >&2
    exit 2
    ;;
esac
