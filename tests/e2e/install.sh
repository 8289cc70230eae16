#!/bin/sh
# `lockspire install` from an empty folder: what it writes, what it refuses, and a site that is made of nothing
# but its files, an nginx of its own and thirty lines of Node.js with the stub.
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=installed.sh
. "$(dirname "$0")/installed.sh"
place site
browser first

# run_install FLAG...: sets $status; what it says stands in files.
run_install() {
  status=0
  "$bin/lockspire" install --share "$root" "$@" >"$work/out" 2>"$work/err" || status=$?
}
install() { run_install --issuer "$issuer" --prefix "$prefix" "$@"; }

# refuses NAME CODE WORDS FLAG...
refuses() {
  name=$1 code=$2 words=$3
  shift 3
  run_install "$@"
  same "$name: the exit code" "$code" "$status"
  check "$name: it says why" grep -qF -- "$words" "$work/err"
}

# Every file with its mode and content.
picture() { (cd "$prefix" && find . -printf '%p %m\n' | sort && find . -type f | sort | xargs sha256sum); }

# --- what it refuses before it writes ---------------------------------------------------------------------
refuses 'no issuer' 2 'issuer' --prefix "$prefix"
refuses 'an issuer with a slash at its end' 2 'issuer' --prefix "$prefix" --issuer "$issuer/"
refuses 'a remote issuer without TLS' 2 'issuer' --prefix "$prefix" --issuer http://example.com/lockspire
refuses 'an issuer that nginx would read otherwise' 2 'issuer' --prefix "$prefix" --issuer "https://example.com/a\$b"
refuses 'an unknown host' 2 'host' --prefix "$prefix" --issuer "$issuer" --host cobol
refuses 'a host that Sigra does not run on' 2 'elixir' --prefix "$prefix" --issuer "$issuer" --host php --sigra-host
refuses 'a prefix with blanks' 2 'prefix' --issuer "$issuer" --prefix "$work/a b"
set -- --issuer "$issuer" --prefix "$prefix" --host node
check 'nothing was written' [ ! -e "$prefix" ]

install --host node --dry-run
same 'a dry run succeeds' 0 "$status"
check 'a dry run shows the files' grep -q "create .*$config" "$work/out"
check 'a dry run writes nothing' [ ! -e "$prefix" ]

mkdir -p "$prefix/etc/systemd"
: >"$prefix/etc/systemd/system"
refuses 'a file where a folder must be' 5 'nothing was written' "$@"
same 'nothing is half written' "$(printf '%s\n' etc etc/systemd etc/systemd/system)" \
  "$(cd "$prefix" && find . -mindepth 1 -printf '%P\n' | sort)"
rm "$prefix/etc/systemd/system"

# --- what it writes -----------------------------------------------------------------------------------------
install --host node
same 'it installs' 0 "$status"
for secret in session.secret sealing.key clients.key; do
  same "$secret: mode" 640 "$(stat -c %a "$etc/$secret")"
  like "$secret: 32 bytes of base64url" '???????????????????????????????????????????' "$(cat "$etc/$secret")"
done
same 'the three secrets differ' 3 "$(sort -u "$etc/session.secret" "$etc/sealing.key" "$etc/clients.key" | wc -l)"
check 'the configuration is fit' cli config check >/dev/null
same 'the issuer' "\"$issuer\"" "$(cli --json config show | jq -r '.[] | select(.key == "issuer").value')"
check 'the configuration is complete' \
  sh -c "! '$bin/lockspire' --config '$config' --json config show | jq -e '.[] | select(.origin == \"default\")'"
check 'no example is left in it' sh -c "! grep -v '^#' '$config' | grep example"
same 'a key for each algorithm signs' 'ES256 active RS256 active' \
  "$(cli --json key list | jq -r 'sort_by(.alg) | map(.alg + " " + .state) | join(" ")')"
same 'who made them is on record' 2 "$(cli --json audit list | jq '[.[] | select(.event == "key.generated")] | length')"

same 'the manifest names the version' "$(cli --json version | jq -r .version)" "$(jq -r .version "$manifest")"
same 'the manifest has the inputs' "$issuer node" "$(jq -r '.inputs | .issuer + " " + .host' "$manifest")"
same 'every .conf is managed' "$(find "$prefix" -name '*.conf' | sort)" \
  "$(jq -r '.managed_files[].path | select(endswith(".conf"))' "$manifest" | sort)"
jq -r '.managed_files[] | .checksum + "  " + .path' "$manifest" >"$work/checksums"
check 'the checksums are SHA-256' sha256sum --quiet -c "$work/checksums"
check 'what the host owns is not managed' \
  sh -c "! grep -E 'lockspire.toml|consent.tpl|/host/|secret|sealing|clients.key|[.]db' '$work/checksums'"
while read -r _ file; do
  check "$(basename "$file"): says it is managed" sh -c "head -n 1 '$file' | grep -q 'Managed by Lockspire'"
done <"$work/checksums"
for file in "$config" "$etc/templates/consent.tpl" "$etc/host/lockspire_session.mjs"; do
  check "$(basename "$file"): says it is the host's" sh -c "head -n 1 '$file' | grep -q 'Owned by the host'"
done
check 'no placeholder is left' sh -c "! grep -rE '@[A-Z_]+@' '$prefix/etc'"

# --- again ----------------------------------------------------------------------------------------------------
picture >"$work/before"
install --host node
same 'again: it succeeds' 0 "$status"
same 'again: everything is unchanged' unchanged "$(sed -n '2,/^$/p' "$work/out" | awk 'NF { print $1 }' | sort -u)"
picture >"$work/after"
check 'again: every byte and mode is as it was' cmp "$work/before" "$work/after"

for file in "$snippets/lockspire-server.conf" "$config" "$etc/host/lockspire_session.mjs" "$etc/templates/consent.tpl"; do
  cp -p "$file" "$work/kept"
  echo '# mine' >>"$file"
  picture >"$work/before"
  refuses "$(basename "$file") was edited" 5 "$file" "$@"
  picture >"$work/after"
  check "$(basename "$file") was edited: nothing is written" cmp "$work/before" "$work/after"
  refuses "$(basename "$file") was edited: a dry run says so too" 5 "$file" "$@" --dry-run
  mv "$work/kept" "$file"
done
rm "$etc/host/lockspire_session.mjs"
install --host node
check 'what is missing is written again' [ -s "$etc/host/lockspire_session.mjs" ]
refuses 'another issuer' 5 "$config" --prefix "$prefix" --issuer https://example.com/lockspire
mv "$etc/sealing.key" "$work/sealing.key"
refuses 'a database without its sealing key' 5 sealing.key "$@"
mv "$work/sealing.key" "$etc/sealing.key"

# --- units ----------------------------------------------------------------------------------------------------
same 'a socket and a service for each program' \
  "$(sed -n 's/^upstream lockspire_\([a-z_]*\) {$/\1/p' "$root/nginx/lockspire-http.conf" | sort)" \
  "$(for unit in "$units"/*.socket; do basename "$unit" .socket; done | sed 's/^lockspire-//' | sort)"
for unit in "$units"/*.service; do
  program=$(basename "$unit" .service)
  check "$program: the listening socket is its input" grep -qx 'StandardInput=socket' "$unit"
  # Only programs that sign may read the key that opens the signing keys, only those that clients
  # authenticate at the key that opens the secrets of clients.
  source=$root/src/programs/${program#lockspire-}.cc
  signs=$(grep -c '\.signs = true' "$source" || true)
  same "$program: sees the sealing key when it signs" "$signs" "$(grep -c '^InaccessiblePaths=.*sealing.key' "$unit" | tr 01 10)"
  authenticates=$(grep -c '\.fetches_jwks = ' "$source" || true)
  same "$program: sees the key of client secrets when it authenticates clients" "$authenticates" \
    "$(grep -c '^InaccessiblePaths=.*clients.key' "$unit" | tr 01 10)"
  same "$program: has a way out when it fetches keys" "$authenticates" \
    "$(grep -c '^PrivateNetwork=yes' "$unit" | tr 01 10)"
done
if command -v systemd-analyze >/dev/null; then
  # It judges the units of the machine too; only complaints about ours count.
  systemd-analyze verify --man=no "$units"/*.socket "$units"/*.service "$units"/lockspire.target >"$work/verify" 2>&1 || true
  same 'systemd accepts the units' '' "$(grep -i lockspire "$work/verify" || true)"
fi

# --- an issuer without a path ------------------------------------------------------------------------------------
# nginx_accepts NAME PREFIX: the snippets below the prefix, in a server with a location for the host.
nginx_accepts() {
  mkdir -p "$2/tmp"
  cat >"$2/nginx.conf" <<CONF
pid $2/tmp/nginx.pid; error_log stderr; events { }
http {
  client_body_temp_path $2/tmp/b; proxy_temp_path $2/tmp/p; fastcgi_temp_path $2/tmp/f; uwsgi_temp_path $2/tmp/u;
  scgi_temp_path $2/tmp/s; access_log off;
  include $2/etc/nginx/snippets/lockspire-http.conf;
  server { listen 127.0.0.1:1; include $2/etc/nginx/snippets/lockspire-server.conf; location / { return 204; } }
}
CONF
  check "$1" "$nginx" -t -q -e stderr -p "$2" -c "$2/nginx.conf"
}
run_install --issuer https://example.com --prefix "$work/root-issuer"
same 'a root issuer installs' 0 "$status"
nginx_accepts 'nginx accepts the snippets of a root issuer' "$work/root-issuer"
nginx_accepts 'nginx accepts the snippets' "$prefix"
same 'a root issuer: the rest of the site is the host'"'"'s' 0 \
  "$(grep -c 'location ^~ / {' "$work/root-issuer/etc/nginx/snippets/lockspire-server.conf" || true)"

# --- the site ----------------------------------------------------------------------------------------------------
start_host node
start_programs
write_nginx_conf
start_nginx
fetch "$issuer/.well-known/openid-configuration"
same 'discovery names the issuer' "$issuer" "$(member issuer)"

web_client
authorize scope='openid profile email'
starts 'a signed-out person goes to the login' /login "${location#"$base"}"
follow
check 'the login of the host is shown' body_has '<form method="post">'
return_to=$(parameter return_to "$location")
fetch --data "$(encode name=Ada return_to=//evil.example/)" "$base/login"
like 'a login never leads away from the site' "*/" "${location#"$base"}"
sign_out
browser second
authorize scope='openid profile email'
follow
sign_in_at_host 'Ada Lovelace'
same 'the login sends back to the interaction' "$return_to" "$location"
follow
[ "$status" = 200 ] || follow
same 'the consent page is shown' consent "$(page)"
decide approve
starts 'the client gets a code' 'https://app.example/cb?code=' "$location"
redeem
same 'the code is redeemed' 200 "$status"
same 'sub is what the host said' user:7 "$(claim sub "$id_token")"
userinfo
same 'userinfo has the name' 'Ada Lovelace' "$(member name)"

# The cookie ran out, the host still knows the person: no form is shown.
set_cookie "$session_cookie" ''
authorize scope='openid profile email'
follow
same 'the host sends back at once' 303 "$status"
follow
[ "$status" = 200 ] || starts 'signed in again without a form' "$redirect_uri" "$location"

# The person gives up.
browser third
authorize
follow
sign_in_at_host ''
follow
sends_back 'giving up at the login' access_denied

finish
