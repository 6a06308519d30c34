# What every part begins with.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-never}
cache=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/pgwright-tests
get_rust="Rust 1.95 or later: https://rustup.rs"
get_go="Go 1.25 or later: https://go.dev/dl"

fail() {
	echo "$(basename "$0"): $*" >&2
	exit 1
}

# need COMMAND HOW: ends the part when a tool is missing, with the way to get it.
need() {
	command -v "$1" >/dev/null || fail "there is no $1 here. Get $2"
}
