#!/usr/bin/env bash
# package.sh BINARY [OUT.vsix]: the extension with this pgwright inside, for the platform that the
# binary is of, which is this machine's.
set -euo pipefail
[ $# -ge 1 ] || { sed -n '2,3s/^# //p' "$0" >&2; exit 2; }
binary=$(realpath "$1")
out=${2:-}
[ -z "$out" ] || out=$(realpath -m "$out")
cd "$(dirname "${BASH_SOURCE[0]}")"
case $(uname -s)-$(uname -m) in
Linux-x86_64) target=linux-x64 ;;
Linux-aarch64) target=linux-arm64 ;;
Darwin-x86_64) target=darwin-x64 ;;
Darwin-arm64) target=darwin-arm64 ;;
*) echo "package.sh: VS Code has no name for $(uname -s) on $(uname -m)" >&2 && exit 1 ;;
esac
version=$(node -p 'require("./package.json").version')
[ "$("$binary" --version)" = "pgwright $version" ] || {
	echo "package.sh: $binary is $("$binary" --version), the extension is $version" >&2
	exit 1
}
export npm_config_fund=false npm_config_audit=false npm_config_update_notifier=false

# The lock file decides; what is installed of it already stays.
lock=$(cksum <package-lock.json)
if [ "$(cat node_modules/.of-lock 2>/dev/null)" != "$lock" ]; then
	npm ci --ignore-scripts --loglevel=error >&2
	echo "$lock" >node_modules/.of-lock
fi
npm run --silent check
npm run --silent build -- --log-level=warning

rm -rf server schema
mkdir server schema
install -m 755 "$binary" server/pgwright
strip server/pgwright
server/pgwright --json-schema >schema/pgwright.schema.json
cp ../../LICENSE .
node_modules/.bin/vsce package --no-dependencies --allow-missing-repository --target "$target" \
	${out:+--out "$out"} </dev/null
