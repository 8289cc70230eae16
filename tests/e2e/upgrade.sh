#!/bin/sh
# `lockspire upgrade`: touches managed files that nobody edited, refuses the rest by name, migrates the database
# after a backup.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
prefix=$work/site
etc=$prefix/etc/lockspire
config=$etc/lockspire.toml
manifest=$etc/.lockspire/install_manifest.json
server=$prefix/etc/nginx/snippets/lockspire-server.conf
unit=$prefix/etc/systemd/system/lockspire-token.service
database=$prefix/var/lib/lockspire/lockspire.db

upgrade() {
  status=0
  cli upgrade --share "$root" "$@" >"$work/out" 2>"$work/err" || status=$?
}
picture() { (cd "$prefix" && find . -type f ! -name '*.db-*' ! -name '*.writer' | sort | xargs sha256sum); }

# as_installed FILE: the manifest takes what stands there for what was installed.
as_installed() {
  sum=$(sha256sum "$1" | cut -d ' ' -f 1)
  jq --arg path "$1" --arg sum "$sum" \
    '(.managed_files[] | select(.path == $path).checksum) = $sum | .version = "0.0.1"' "$manifest" >"$work/manifest"
  cp "$work/manifest" "$manifest"
}

cli install --share "$root" --issuer https://example.com/lockspire --prefix "$prefix" --host python >/dev/null

upgrade
same 'nothing to do: it succeeds' 0 "$status"
same 'nothing to do: everything is unchanged' unchanged "$(sed 1d "$work/out" | awk '{ print $1 }' | sort -u)"

# An edited managed file stops everything, the files of the host do not.
echo '# mine' >>"$server"
echo '# mine' >>"$config"
echo '# mine' >>"$etc/host/lockspire_session.py"
picture >"$work/before"
for flag in '' --dry-run --accept-weaker; do
  # shellcheck disable=SC2086 # none, or one
  upgrade $flag
  same "an edited file: refused $flag" 5 "$status"
  check "an edited file: named, with the fix $flag" grep -q "$server was edited; fix: " "$work/err"
  same "an edited file: no other is named $flag" 1 "$(grep -c 'fix: ' "$work/err")"
done
picture >"$work/after"
check 'an edited file: nothing is written' cmp "$work/before" "$work/after"

# The same file, had an older version written it so.
as_installed "$server"
upgrade --dry-run
same 'dry run: it succeeds' 0 "$status"
check 'dry run: it shows the file' grep -q "update .*$server" "$work/out"
check 'dry run: nothing is written' grep -q '# mine' "$server"
upgrade
same 'an unedited file: it succeeds' 0 "$status"
check 'an unedited file: it is as this version writes it' sh -c "! grep -q '# mine' '$server'"
same 'the manifest is of this version' "$(cli --json version | jq -r .version)" "$(jq -r .version "$manifest")"
jq -r '.managed_files[] | .checksum + "  " + .path' "$manifest" >"$work/checksums"
check 'the manifest has the checksums of now' sha256sum --quiet -c "$work/checksums"
check 'the configuration of the host is left alone' grep -q '# mine' "$config"
check 'the stub of the host is left alone' grep -q '# mine' "$etc/host/lockspire_session.py"

# What protects is not lost unasked.
echo 'RestrictNamespaces=even-more' >>"$unit"
as_installed "$unit"
upgrade
same 'a weaker file: refused' 5 "$status"
check 'a weaker file: the line is named' grep -q 'RestrictNamespaces=even-more.*--accept-weaker' "$work/err"
upgrade --accept-weaker
same 'a weaker file: accepted' 0 "$status"

# A file that this version adds.
jq --arg path "$server" 'del(.managed_files[] | select(.path == $path))' "$manifest" >"$work/manifest"
cp "$work/manifest" "$manifest"
rm "$server"
upgrade
check 'a new managed file is created' [ -s "$server" ]

# A database of the schema before.
rm -f "$database"*
sqlite3 "$database" 'PRAGMA journal_mode = WAL' ".read $root/schema/sqlite/0001_core.sql" 'PRAGMA user_version = 1' >/dev/null
upgrade --dry-run
same 'an old database: a dry run leaves it alone' 1 "$(sqlite3 "$database" 'PRAGMA user_version')"
upgrade
same 'an old database: it is migrated' 0 "$status"
unlike 'an old database: its version' 1 "$(sqlite3 "$database" 'PRAGMA user_version')"
backup=$(sed -n 's/^what it was before: //p' "$work/out")
same 'an old database: the backup is of the version before' 1 "$(sqlite3 "$backup" 'PRAGMA user_version')"
same 'an old database: it is on record' 1 \
  "$(cli --json audit list | jq '[.[] | select(.event == "database.migrated")] | length')"

rm "$manifest"
upgrade
same 'no manifest: not found' 4 "$status"
check 'no manifest: the fix is named' grep -q 'lockspire install' "$work/err"

finish
