#!/bin/sh
# The Debian package: what is in it, what lintian says, and its scripts at installation, upgrade, removal and purge,
# below a folder instead of /.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
for tool in dh dpkg-buildpackage lintian fakeroot; do
  command -v $tool >/dev/null && continue
  finished=yes
  echo "deb.sh: $tool is missing: tools/install-deps test" >&2
  echo '0 passed, 0 failed, 1 skipped'
  exit 0
done
export LC_ALL=C

# --- the package ----------------------------------------------------------------------------------------------
DEB_BUILD_OPTIONS=noautodbgsym "$root/tools/make-deb" "$work/deb" >"$work/built"
deb=$(cat "$work/built")
check 'it is built' [ -s "$deb" ]
version=$(dpkg-deb -f "$deb" Version)
lintian --allow-root --fail-on error,warning "$work"/deb/*.changes >"$work/lintian" 2>&1 || failed=$((failed + 1))
same 'lintian has no error and no warning' '' "$(grep -E '^[EW]:' "$work/lintian" || true)"

dpkg-deb --fsys-tarfile "$deb" | tar -t | sed -n 's,^\./,/,p' >"$work/contents"
dpkg-deb -e "$deb" "$work/scripts"
has() { grep -qxE "$1" "$work/contents"; }
programs=$(cd "$root/src/programs" && grep -l '^int main' ./*.cc | sed 's,^\./,,; s,\.cc$,,')
for program in $programs; do
  check "$program: the program" has "/usr/lib/lockspire/lockspire-$program"
  check "$program: its manual page" has "/usr/share/man/man8/lockspire-$program.8.gz"
  check "$program: its words in that page" grep -q "lockspire\\\\-$program\$" "$root/tools/man/lockspire-programs.8"
  for kind in service socket; do
    check "$program: the $kind" has "/lib/systemd/system/lockspire-$program.$kind"
  done
done
for file in bin/lockspire share/man/man1/lockspire.1.gz share/man/man5/lockspire.toml.5.gz lib/sysusers.d/lockspire.conf \
  share/bash-completion/completions/lockspire lib/tmpfiles.d/lockspire.conf share/doc/lockspire/copyright; do
  check "$file is in it" has "/usr/$file"
done
for file in $(cd "$root" && ls templates/*.* templates/*/*.* nginx/* systemd/* schema/sqlite/*); do
  check "$file is in it" has "/usr/share/lockspire/$file"
done
same 'nothing is below /etc or /var, and nothing is enabled' '' "$(grep -E '^/(etc|var|run)|[.]wants/' "$work/contents" || true)"
check 'nginx is recommended' sh -c "dpkg-deb -f '$deb' Recommends | grep -qw nginx"
for library in libc6 libssl3 libsqlite3-0 libcjson1 libctemplate3 libfcgi0ldbl; do
  check "it depends on $library" sh -c "dpkg-deb -f '$deb' Depends | grep -qw $library"
done
same 'building needs what install-deps installs for it' \
  "$(sed -n "/^build='/,/'\$/p" "$root/tools/install-deps" | grep -o 'lib[a-z0-9-]*-dev' | sort)" \
  "$(grep -o 'lib[a-z0-9-]*-dev' "$root/tools/debian/control" | sort)"

dpkg-deb -x "$deb" "$work/files"
for page in "$work"/files/usr/share/man/man*/*.gz; do
  zcat "$page" >"$work/page"
  check "$(basename "$page"): roff accepts it" mandoc -T lint -W error "$work/page"
done
check 'bash accepts the completion' bash -n "$work/files/usr/share/bash-completion/completions/lockspire"

# Nothing restarts a socket or the target, which would take the sockets with it.
same 'an upgrade restarts services alone' 'deb-systemd-invoke try-restart lockspire-*.service' \
  "$(grep -oE 'deb-systemd-invoke (try-)?restart.*[^ )]' "$work/scripts/postinst" | sed 's/).*//')"
same 'installing starts nothing but what is new beside a target that runs' 1 \
  "$(grep -cE 'deb-systemd-invoke start|systemctl (re)?start' "$work/scripts/postinst")"
same 'installing enables nothing by itself' '' "$(grep -E 'systemctl enable|wants' "$work/scripts/postinst" || true)"

# --- a machine of our own ------------------------------------------------------------------------------------------
machine=$work/machine
mkdir -p "$machine/var/lib/dpkg/info" "$machine/var/lib/dpkg/updates" "$machine/usr/lib" "$machine/etc" "$machine/tmp"
: >"$machine/var/lib/dpkg/status"
ln -s usr/lib "$machine/lib"
: >"$machine/etc/passwd"
: >"$machine/etc/group"
# debconf, too, lives below DPKG_ROOT.
mkdir -p "$machine/var/cache/debconf"
cat >"$machine/etc/debconf.conf" <<'CONF'
Config: configdb
Templates: templatedb

Name: configdb
Driver: File
Filename: /var/cache/debconf/config.dat

Name: templatedb
Driver: File
Mode: 644
Filename: /var/cache/debconf/templates.dat
CONF
export DEBIAN_FRONTEND=noninteractive
unset DEBCONF_SYSTEMRC DEBCONF_DB_OVERRIDE
as_root=
[ "$(id -u)" = 0 ] || as_root=fakeroot
# Maintainer scripts run here with DPKG_ROOT, as they do for a foreign or a half-built system.
package_manager() {
  $as_root dpkg --root="$machine" --log="$work/dpkg.log" --force-not-root --force-bad-path --force-depends --force-unsafe-io \
    --force-script-chrootless "$@" >"$work/out" 2>&1 || { return 1; }
}

check 'it installs' package_manager --install "$deb"
same 'it is configured' 'install ok installed' \
  "$(sed -n 's/^Status: //p' "$machine/var/lib/dpkg/status")"
same 'it wrote no configuration, no secret and no database' '' \
  "$(find "$machine/etc/lockspire" "$machine/var/lib/lockspire" -type f 2>/dev/null || true)"
check 'the user is there' grep -q '^lockspire:' "$machine/etc/passwd"
check 'the group of the secret is there' grep -q '^lockspire-session:' "$machine/etc/group"
same 'no unit is enabled' '' "$(find "$machine/etc/systemd" -name '*.wants' 2>/dev/null || true)"
units=$machine/lib/systemd/system
same 'no placeholder is left in a unit' '' "$(grep -rE '@[A-Z_]+@' "$units" || true)"
if command -v systemd-analyze >/dev/null; then
  mkdir "$work/units"
  for unit in "$units"/*; do
    sed "s,^ExecStart=/,ExecStart=$machine/," "$unit" >"$work/units/$(basename "$unit")"
  done
  # It judges the units of the machine too; only complaints about ours count.
  systemd-analyze verify --man=no "$work/units"/* >"$work/verify" 2>&1 || true
  same 'systemd accepts the units' '' "$(grep -i lockspire "$work/verify" || true)"
fi

# --- the command from there -----------------------------------------------------------------------------------------
config=$machine/etc/lockspire/lockspire.toml
cli() { "$machine/usr/bin/lockspire" --config "$config" "$@"; }
same 'the command has the version of the package' "$version" "$(cli --json version | jq -r .version)"
cli install --issuer https://example.com/lockspire --host node --dry-run >"$work/plan" || true
check 'at / the plan has snippets' grep -q ' /etc/nginx/snippets/lockspire-server.conf' "$work/plan"
same 'at / the units are the package'"'"'s' '' "$(grep -E '/etc/(systemd|sysusers|tmpfiles)' "$work/plan" || true)"
check 'it sets a site up' cli install --issuer https://example.com/lockspire --prefix "$machine" --host node >/dev/null
check 'the configuration is fit' cli config check >/dev/null
same 'it names what the package installed' "\"$machine/usr/share/lockspire/schema/sqlite\"" \
  "$(cli --json config show | jq -r '.[] | select(.key == "schema_dir").value')"
REQUEST_METHOD=GET REQUEST_URI=/lockspire/jwks SERVER_PROTOCOL=HTTP/1.1 \
  "$machine/usr/lib/lockspire/lockspire-jwks" --config "$config" </dev/null >"$work/jwks"
check 'a program of the package answers' sh -c "sed '1,/^.\$/d' '$work/jwks' | jq -e '.keys | length > 1'"

# --- the next versions ------------------------------------------------------------------------------------------------
# next_version VERSION MIGRATIONS: the package again, with a snippet that reads otherwise and as many tables more.
newest=$(find "$root/schema/sqlite" -name '*.sql' | wc -l)
next_version() {
  rm -rf "$work/next"
  $as_root dpkg-deb -R "$deb" "$work/next"
  sed -i "s/^Version: .*/Version: $1/" "$work/next/DEBIAN/control"
  echo "# $1" >>"$work/next/usr/share/lockspire/nginx/lockspire-params.conf"
  for one in $(seq "$2"); do
    echo "CREATE TABLE made_$one (a INTEGER) STRICT;" \
      >"$work/next/usr/share/lockspire/schema/sqlite/$(printf %04d $((newest + one)))_made.sql"
  done
  $as_root dpkg-deb -Znone -b "$work/next" "$work/next.deb" >/dev/null
}
tables() { sqlite3 "$machine/var/lib/lockspire/lockspire.db" "SELECT count(*) FROM sqlite_master WHERE name LIKE 'made%'"; }
snippet=$machine/etc/nginx/snippets/lockspire-params.conf
cp "$config" "$work/kept.toml"
cp "$machine/etc/lockspire/session.secret" "$machine/etc/lockspire/sealing.key" "$work"
next_version "$version+1" 1
check 'it upgrades' package_manager --install "$work/next.deb"
check 'the snippet is the new one' grep -qx "# $version+1" "$snippet"
same 'the database too' 1 "$(tables)"
same 'the audit has who did it' 'lockspire package' \
  "$(cli --json audit list | jq -r '[.[] | select(.event == "database.migrated")][0].actor')"
check 'the configuration is as it was' cmp "$work/kept.toml" "$config"
for secret in session.secret sealing.key; do
  check "$secret is as it was" cmp "$work/$secret" "$machine/etc/lockspire/$secret"
done

echo '# mine' >>"$snippet"
cp "$snippet" "$work/mine"
next_version "$version+2" 2
check 'it upgrades beside an edited file' package_manager --install "$work/next.deb"
check 'it names the file' grep -qF "$snippet was edited" "$work/out"
check 'the edited file stays' cmp "$work/mine" "$snippet"
same 'the database is of the new version all the same' 2 "$(tables)"

# --- away with it -----------------------------------------------------------------------------------------------------
state() { (cd "$machine" && find etc/lockspire var/lib/lockspire -type f | sort | xargs sha256sum); }
state >"$work/before"
check 'it is removed' package_manager --remove lockspire
check 'no program is left' [ ! -e "$machine/usr/lib/lockspire" ]
check 'it is purged' package_manager --purge lockspire
state >"$work/after"
check 'what is not asked for is not removed' cmp "$work/before" "$work/after"
package_manager --install "$deb"
echo 'lockspire lockspire/remove-state boolean true' |
  DPKG_ROOT=$machine debconf-set-selections
check 'it is purged with its state' package_manager --purge lockspire
check 'the state is gone' [ ! -e "$machine/var/lib/lockspire" ]
check 'the configuration is gone' [ ! -e "$machine/etc/lockspire" ]
check 'the snippets stay, the site includes them' [ -s "$snippet" ]

finish
