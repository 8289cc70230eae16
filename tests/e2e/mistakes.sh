#!/bin/sh
# Fifteen mistakes that people make with a site that ran well: each is found by `verify` or by `verify --live`, and named
# with what mends it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=installed.sh
. "$(dirname "$0")/installed.sh"
guarded_site
server=$snippets/lockspire-server.conf
params=$snippets/lockspire-params.conf
http=$snippets/lockspire-http.conf
database=$prefix/var/lib/lockspire/lockspire.db

inside() {
  status=0
  cli --json verify --share "$root" --nginx-conf "$prefix/nginx.conf" --nginx-prefix "$prefix" >"$work/found" 2>"$work/err" || status=$?
}
outside() {
  status=0
  cli --json verify --live "${1:-$issuer}" >"$work/found" 2>"$work/err" || status=$?
}
fix_of() { jq -r --arg code "$1" '[.findings[] | select(.severity == "ERROR" and .code == $code) | .fix][0] // "not found"' "$work/found"; }

# names NAME CODE WORDS: the last run found it, and says what to do.
names() {
  same "$1: exit 1" 1 "$status"
  like "$1: $2, and the fix" "*$3*" "$(fix_of "$2")"
  [ "$(fix_of "$2")" != 'not found' ] || jq -r '.findings[] | select(.severity != "OK") | .code + ": " + .summary' "$work/found" >&2
}

inside
same 'before: verify is green' 0 "$status"
outside
same 'before: verify --live is green' 0 "$status"

# 1: the file of the secret was replaced, the programs have the old one.
openssl rand 32 | basenc --base64url | tr -d '=\n' >"$etc/session.secret"
outside
names 'wrong secret' live.session_secret 'restart the programs'
mend

# 2: clients were told another URL than the one that is configured.
outside "$base/auth"
names 'wrong issuer path' live.issuer_path "$issuer"

# 3
spoil "$server" "\|^location = $mount/userinfo {|,/^}/d"
inside
names 'missing location' nginx.location_missing lockspire-server.conf
outside
names 'missing location, from outside' live.location_missing "$mount/userinfo"

# 4: who X-Auth-Subject names is believed where the guard is not asked.
spoil "$prefix/nginx.conf" '/location \/ {/s|include [^;]*guard-open.conf;||'
inside
names 'header spoofing possible' nginx.identity_open 'guard-open.conf'

# 5: the files of another release.
mend
before=$(sha256sum "$server" | cut -d ' ' -f 1)
echo '# of an older version' >>"$server"
sed -i "s/$before/$(sha256sum "$server" | cut -d ' ' -f 1)/" "$manifest"
inside
names 'stale snippet' install.stale 'lockspire upgrade'

# 6
mend
chmod 0040 "$etc/sealing.key"
inside
names 'unreadable key' file.unreadable 'chmod'
mend

# 7
status=0
faketime -f +10m "$bin/lockspire" --config "$config" --json verify --live "$issuer" >"$work/found" || status=$?
names 'clock off' live.clock timedatectl
status=0
faketime -f -1d "$bin/lockspire" --config "$config" --json verify --share "$root" --without-nginx >"$work/found" || status=$?
names 'clock off, from inside' clock.behind timedatectl

# 8
# shellcheck disable=SC2016 # nginx's own variables
spoil "$http" 's/"$request_method $lockspire_path $server_protocol"/"$request"/'
inside
names 'query strings logged' nginx.query_logged 'log'

# 9
spoil "$prefix/nginx.conf" '/notes {/s|include [^;]*;||'
inside
names 'guard skipped' nginx.route_unguarded 'guard-route.conf'
outside
names 'guard skipped, from outside' live.guard_skipped 'guard-route.conf'

# 10
spoil "$snippets/guard.conf" '/^ *internal;/d'
inside
names 'guard not internal' nginx.guard_not_internal 'internal;'
outside
names 'guard not internal, from outside' live.guard_open 'internal;'

# 11
# shellcheck disable=SC2016
spoil "$params" 's/^fastcgi_cache off;/fastcgi_cache all; fastcgi_cache_key $request_uri; fastcgi_cache_valid any 1m; fastcgi_ignore_headers Cache-Control Expires Set-Cookie Vary;/'
inside
names 'cache on' nginx.cached 'fastcgi_cache off'
outside
names 'cache on, from outside' live.cache 'fastcgi_cache off'

# 12
spoil "$server" '/limit_req zone/d'
inside
names 'rate limit gone' nginx.rate_limit 'limit_req'

# 13
spoil "$http" '/upstream lockspire_token/,/}/s/token\.sock/revoke.sock/'
inside
names 'wrong socket' nginx.wrong_socket 'token.sock'
outside
names 'wrong socket, from outside' live.wrong_program 'lockspire_token'

# 14: a database of a release before.
mend
sed -i 's#^database = .*#database = "old.db"#' "$config"
sqlite3 "$etc/old.db" 'PRAGMA user_version = 1; CREATE TABLE clients (client_id TEXT);'
inside
names 'old schema' database.schema_old 'migrate'

# 15
mend
rm "$etc/templates/consent.tpl"
inside
names 'missing template' template.broken 'lockspire install'

mend
reload_nginx
inside
same 'mended: verify is green' 0 "$status"
outside
same 'mended: verify --live is green' 0 "$status"
check 'the database was never touched' [ "$(sqlite3 "$database" 'PRAGMA integrity_check')" = ok ]

finish
