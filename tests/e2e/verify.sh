#!/bin/sh
# `lockspire verify`: green for what `lockspire install` wrote with an nginx of its own and for a stack; then one
# mistake after another, each found, named, and with the line that mends it.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
bin=${LOCKSPIRE_BIN:-$root/build/bin}
prefix=$work/site
etc=$prefix/etc/lockspire
config=$etc/lockspire.toml
snippets=$prefix/etc/nginx/snippets
conf=$work/nginx.conf
issuer=http://localhost:8471/lockspire

"$bin/lockspire" install --share "$root" --issuer "$issuer" --prefix "$prefix" --host node >/dev/null

# The API of the site wants a token.
sed -i -e "s#^routes = .*#routes = \"routes.toml\"#" -e 's/^# "notes.read" = /"notes.read" = /' "$config"
cat >"$etc/routes.toml" <<'TOML'
[[route]]
name = "notes"
path = "/api/notes"
resource = "https://example.com/api"
scopes = ["notes.read"]

[[route]]
name = "files"
path = "/api/files"
resource = "https://example.com/api"
scopes = ["notes.read"]
TOML
mkdir -p "$work/tmp"
cat >"$conf" <<CONF
pid $work/tmp/nginx.pid; error_log stderr; events { }
http {
  client_body_temp_path $work/tmp/b; proxy_temp_path $work/tmp/p; fastcgi_temp_path $work/tmp/f;
  uwsgi_temp_path $work/tmp/u; scgi_temp_path $work/tmp/s; access_log off;
  include $snippets/lockspire-http.conf;
  server {
    listen 127.0.0.1:8471; server_name localhost; server_tokens off;
    include $snippets/lockspire-server.conf;
    include $snippets/guard.conf;
    location /api/notes {
      set \$lockspire_route notes;
      include $snippets/guard-route.conf;
      proxy_pass http://127.0.0.1:4000;
    }
    location /api/files {
      set \$lockspire_route files;
      include $snippets/guard-route.conf;
      fastcgi_pass 127.0.0.1:4001;
    }
    location / {
      include $snippets/guard-open.conf;
      proxy_pass http://127.0.0.1:4000;
    }
  }
}
CONF

# verify FLAG...: sets $status; the findings stand in $work/found.
verify() {
  status=0
  "$bin/lockspire" --config "$config" --json verify --share "$root" "$@" >"$work/found" 2>"$work/err" || status=$?
}
codes() { jq -r '[.findings[] | select(.severity != "OK") | .severity + " " + .code] | unique | join(", ")' "$work/found"; }

# finds NAME EXPECTED: what is found, each with its evidence and a fix; then everything is put back.
finds() {
  verify --nginx-conf "$conf"
  same "$1" "$2" "$(codes)"
  case $2 in ERROR* | *', ERROR'*) wanted=1 ;; *) wanted=0 ;; esac
  same "$1: the exit code" "$wanted" "$status"
  check "$1: evidence and fix" jq -e '[.findings[] | select(.severity != "OK") | select(.fix == "" or .detail == "")] == []' \
    "$work/found" >/dev/null
  rm -rf "$prefix" "$conf"
  cp -a "$work/kept/site" "$prefix"
  cp "$work/kept/nginx.conf" "$conf"
}

verify --nginx-conf "$conf"
same 'what was installed is right' '' "$(codes)"
same 'what was installed is right: the exit code' 0 "$status"
mkdir "$work/kept"
cp -a "$prefix" "$work/kept/site"
cp "$conf" "$work/kept/nginx.conf"

# --- how it says so -----------------------------------------------------------------------------------------
"$bin/lockspire" --config "$config" verify --share "$root" --nginx-conf "$conf" >"$work/out"
check 'text: one line a check' grep -q '^OK 12 locations of lockspire-server.conf pass to their programs$' "$work/out"
check 'text: the counts are last' sh -c "tail -n 1 '$work/out' | grep -qE '^[0-9]+ OK, 0 WARN, 0 ERROR$'"
check 'json: every check has a code' jq -e 'all(.findings[]; .code != "" and .summary != "")' "$work/found" >/dev/null
/usr/sbin/nginx -T -q -e stderr -c "$conf" >"$work/dump"
verify --nginx-dump "$work/dump"
same 'a dump that was made elsewhere' '' "$(codes)"
verify --nginx-dump - <"$work/dump"
same 'a dump from standard input' '' "$(codes)"
verify --nginx-dump "$config"
same 'no dump at all' 'ERROR nginx.unreadable' "$(codes)"
verify --without-nginx
same 'without nginx' '' "$(codes)"
verify --nginx-conf "$work/nothing.conf"
same 'nginx without a configuration' 'ERROR nginx.unreadable' "$(codes)"

# --- configuration, keys, files ---------------------------------------------------------------------------
sed -i 's#^issuer = .*#issuer = "http://example.com/lockspire"#' "$config"
finds 'an issuer without TLS' 'ERROR config.invalid'
sed -i 's/^login_path/loginpath/' "$config"
finds 'an unknown key' 'ERROR config.invalid'
sed -i 's/notes.read/notes.write/' "$etc/routes.toml"
finds 'a route with an unknown scope' 'ERROR config.invalid'
chmod 0644 "$etc/session.secret"
finds 'a secret that others can read' 'ERROR file.mode'
chmod 0040 "$etc/sealing.key"
finds 'a key that nobody can read' 'ERROR file.unreadable'
openssl rand 32 | basenc --base64url | tr -d = >"$etc/sealing.key"
finds 'another sealing key' 'ERROR key.sealed_otherwise'
cp "$etc/sealing.key" "$etc/session.secret"
finds 'one secret for two things' 'ERROR secret.invalid'
rm "$etc/templates/consent.tpl"
finds 'a page is missing' 'ERROR template.broken'
sed -i 's#^database = .*#database = "old.db"#' "$config"
sqlite3 "$etc/old.db" 'PRAGMA user_version = 1; CREATE TABLE clients (client_id TEXT);'
finds 'an old database' 'ERROR database.schema_old'
rm "$prefix/var/lib/lockspire/lockspire.db"
finds 'no database' 'ERROR database.missing'
kid=$(cli --json key list | jq -r '.[] | select(.alg == "ES256").kid')
sqlite3 "$prefix/var/lib/lockspire/lockspire.db" "UPDATE signing_keys SET state = 'published' WHERE kid = '$kid'"
finds 'no key signs' 'ERROR key.none_active'
sqlite3 "$prefix/var/lib/lockspire/lockspire.db" "UPDATE audit_events SET at = at + 86400"
finds 'the clock went back' 'ERROR clock.behind'

# --- what was installed -------------------------------------------------------------------------------------
rm "$etc/host/lockspire_session.mjs"
finds 'the stub went away' 'WARN host.stub_missing'
sed -i 's/^Restart=always/Restart=no/' "$prefix/etc/systemd/system/lockspire-token.service"
finds 'an edited unit' 'ERROR install.edited'
sed -i "s#--config $config#--config /etc/other.toml#" "$prefix/etc/systemd/system/lockspire-token.service"
finds 'a unit of another configuration' 'ERROR install.edited, ERROR unit.wrong'
file=$snippets/lockspire-server.conf
before=$(sha256sum "$file" | cut -d ' ' -f 1)
echo '# of an older version' >>"$file"
sed -i "s/$before/$(sha256sum "$file" | cut -d ' ' -f 1)/" "$etc/.lockspire/install_manifest.json"
finds 'a stale snippet' 'ERROR install.stale'
cp "$snippets/lockspire-server.conf" "$work/lockspire-server.conf"
sed -i "s#include $snippets/lockspire-server.conf#include $work/lockspire-server.conf#" "$conf"
finds 'a copy of a snippet' 'ERROR nginx.stale_copy'

# --- nginx: in its own file ---------------------------------------------------------------------------------
sed -i "/lockspire-server.conf/d" "$conf"
verify --nginx-conf "$conf"
check 'the snippet is not included: the line to add' \
  jq -e "any(.findings[]; .fix | contains(\"include $snippets/lockspire-server.conf;\"))" "$work/found" >/dev/null
cp "$work/kept/nginx.conf" "$conf"
sed -i 's/server_name localhost/server_name other.example/; s/8471/8472/' "$conf"
finds 'no server of that name' 'ERROR nginx.server_name'
sed -i "0,/guard-route.conf/{/guard-route.conf/d}" "$conf"
finds 'the guard is skipped' 'ERROR nginx.identity_open, ERROR nginx.route_unguarded'
sed -i "s#location / {#location /old/ { include $snippets/guard-open.conf; proxy_pass http://localhost:4000/api/; }\n&#" "$conf"
finds 'a way around the guard' 'ERROR nginx.guard_skipped'
sed -i "/guard-open.conf/d" "$conf"
finds 'the host believes a header' 'ERROR nginx.identity_open'
sed -i "s/route notes;/route \$arg_route;/" "$conf"
finds 'a client chooses its route' 'ERROR nginx.param_spoofable, ERROR nginx.route_from_client, ERROR nginx.route_unguarded'
sed -i 's/server_tokens off;/underscores_in_headers on;/' "$conf"
finds 'headers with underscores' 'ERROR nginx.header_names, WARN nginx.version_shown'

# --- nginx: in a managed snippet, which is found as edited too --------------------------------------------
# edited NAME FILE SED EXPECTED
edited() {
  sed -i "$3" "$snippets/$2"
  finds "$1" "ERROR install.edited, $4"
}
edited 'a location is missing' lockspire-server.conf 's#= /lockspire/token {#= /lockspire/tokens {#' 'ERROR nginx.location_missing'
edited 'a well-known document is missing' lockspire-server.conf \
  's#= /.well-known/oauth-authorization-server/lockspire {#= /nowhere {#' 'ERROR nginx.location_missing'
edited 'another socket' lockspire-server.conf 's/fastcgi_pass lockspire_revoke/fastcgi_pass lockspire_jwks/' \
  'ERROR nginx.wrong_socket'
edited 'the guard is open' guard.conf 's/^    internal;//' 'ERROR nginx.guard_not_internal'
edited 'query strings are logged' lockspire-http.conf "s/\"\$request_method \$lockspire_path \$server_protocol\"/\"\$request\"/" \
  'ERROR nginx.query_logged'
edited 'an address from a header' lockspire-params.conf "s/REMOTE_ADDR \$remote_addr/REMOTE_ADDR \$http_x_forwarded_for/" \
  'ERROR nginx.param_spoofable'
edited 'no rate limit' lockspire-server.conf '/limit_req zone/d' 'ERROR nginx.rate_limit'
sed -i "s#access_log off;#& fastcgi_cache_path $work/tmp/cache keys_zone=all:1m;#" "$conf"
edited 'answers are cached' lockspire-params.conf 's/^fastcgi_cache off;/fastcgi_cache all; fastcgi_cache_key x;/' \
  'ERROR nginx.cached'
edited 'metrics for everybody' lockspire-server.conf '/deny all;/d' 'ERROR nginx.metrics_open'
edited 'small buffers' lockspire-params.conf 's/^fastcgi_buffer_size 16k/fastcgi_buffer_size 4k/' 'ERROR nginx.buffer_size'

# --- a throw-away site is right, but for what it leaves out -------------------------------------------------
stack_up
config=$work/stack/lockspire.toml
verify --nginx-conf "$work/stack/nginx.conf" --nginx-prefix "$work/stack"
same 'a stack is right' 'WARN install.none, WARN nginx.rate_limit' "$(codes)"
same 'a stack is right: the exit code' 0 "$status"

finish
