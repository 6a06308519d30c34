# The readers of reports that tests hold them against, from npm: use_readers exports
# PGWRIGHT_READERS, a folder with their node_modules.
readers="@microsoft/jest-sarif@1.0.0-beta.0 xmllint-wasm@5.3.0 @actions/core@1.11.1"

use_readers() {
	local folder unfinished
	folder=$cache/readers-$(cksum <<<"$readers" | cut -d ' ' -f 1)
	if [ ! -d "$folder" ]; then
		need npm "Node.js with npm (Debian: npm)"
		echo "getting $readers from npm" >&2
		mkdir -p "$cache"
		unfinished=$(mktemp -d "$cache/unfinished.XXXXXX")
		# shellcheck disable=SC2086  # several packages
		npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$unfinished" $readers >&2
		# Another run may have been quicker.
		mv -T "$unfinished" "$folder" 2>/dev/null || [ -d "$folder" ]
		rm -rf "$unfinished"
	fi
	export PGWRIGHT_READERS=$folder
}
