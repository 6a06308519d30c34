# The migration tools themselves: use_tools exports PGWRIGHT_TOOLS, a folder with bin/ and java/.
# Everything comes from a registry by its ordinary client: minutes, once.

use_tools() {
	local folder
	need go "$get_go"
	need npm "Node.js with npm (Debian: npm)"
	need mvn "Maven (Debian: maven)"
	need java "a JDK 17 or later (Debian: default-jdk)"
	folder=$cache/tools-$(cat tests/lib/tools.sh tests/tools/*/* | cksum | cut -d ' ' -f 1)
	mkdir -p "$folder/bin"
	go_tool "$folder" migrate github.com/golang-migrate/migrate/v4/cmd/migrate@v4.19.1 -tags postgres
	go_tool "$folder" goose github.com/pressly/goose/v3/cmd/goose@v3.27.1
	go_tool "$folder" tern github.com/jackc/tern/v2@v2.3.4
	go_tool "$folder" sql-migrate github.com/rubenv/sql-migrate/sql-migrate@v1.8.1
	if [ ! -x "$folder/bin/atlas" ]; then
		(cd tests/tools/atlas && go build -o "$folder/bin/atlas" .)
	fi
	if [ ! -x "$folder/bin/dbmate" ]; then
		npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder/npm" dbmate@2.36.0 >&2
		ln -sf "$(echo "$folder"/npm/node_modules/@dbmate/*/bin/dbmate)" "$folder/bin/dbmate"
	fi
	cargo_tool "$folder" sqlx sqlx-cli@0.9.0 postgres
	cargo_tool "$folder" refinery refinery_cli@0.9.2 postgresql
	cargo_tool "$folder" diesel diesel_cli@2.3.14 postgres-bundled
	if [ ! -d "$folder/java" ]; then
		rm -rf "$folder/java.new"
		mvn -q -B -f tests/tools/java/pom.xml dependency:copy-dependencies -DoutputDirectory="$folder/java.new" >&2
		mv "$folder/java.new" "$folder/java"
	fi
	export PGWRIGHT_TOOLS=$folder
}

# go_tool FOLDER PROGRAM PACKAGE FLAG…
go_tool() {
	[ -x "$1/bin/$2" ] || GOBIN=$1/bin go install "${@:4}" "$3"
}

# cargo_tool FOLDER PROGRAM CRATE@VERSION FEATURES
cargo_tool() {
	[ -x "$1/bin/$2" ] || cargo install --quiet --locked --root "$1" --no-default-features --features "$4" "$3"
}
