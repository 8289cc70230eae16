#!/bin/sh
# From an empty folder to a partner signing in, for each kind of host: `lockspire install --host KIND`, the stub
# dropped into a site of thirty lines, an nginx of its own, and the whole flow. A kind whose runtime is not
# installed is skipped, and said so (tools/install-deps hosts).
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
# shellcheck source=installed.sh
. "$(dirname "$0")/installed.sh"
skipped=0

installs() {
  "$bin/lockspire" install --share "$root" --issuer "$issuer" --prefix "$prefix" --host "$1" >"$prefix.out" 2>&1
}

# Nothing is wrong with it, looked at from inside and from outside.
proven() {
  cli --json verify --share "$root" --nginx-conf "$prefix/nginx.conf" --nginx-prefix "$prefix" >"$prefix.verify" || true
  same "$1: verify is green" 'true ' \
    "$(jq -r '"\(.ok) " + ([.findings[] | select(.severity != "OK").code] | join(" "))' "$prefix.verify")"
  cli --json verify --live "$issuer" >"$prefix.live" || true
  same "$1: verify --live is green" 'true ' \
    "$(jq -r '"\(.ok) " + ([.findings[] | select(.severity != "OK").code] | join(" "))' "$prefix.live")"
}

# A person who is not signed in anywhere: login, resume, consent, token, userinfo.
whole_flow() {
  browser "$1.first"
  authorize scope='openid profile email'
  starts "$1: a signed-out person goes to the login" "/login?return_to=%2Flockspire%2Finteractions%2F" "${location#"$base"}"
  follow
  check "$1: the host shows its login" body_has '<form method="post">'
  sign_in_at_host 'Zoë "Ada" Lovelace'
  same "$1: the login sends back" 303 "$status"
  starts "$1: to the interaction" "$mount/interactions/" "${location#"$base"}"
  follow
  same "$1: the consent page is shown" consent "$(page)"
  decide approve -d remember=true
  starts "$1: the client gets a code" 'https://app.example/cb?code=' "$location"
  redeem
  same "$1: the code is redeemed" 200 "$status"
  same "$1: sub is what the host said" user:7 "$(claim sub "$id_token")"
  same "$1: and how the person signed in" '["pwd"]' "$(claim amr "$id_token")"
  userinfo
  same "$1: userinfo has the name" 'Zoë "Ada" Lovelace' "$(member name)"
  same "$1: and the address" 'ada@example.com true' "$(member email) $(member email_verified)"
}

# The cookie ran out, the host still knows the person: no form is shown.
cookie_ran_out() {
  set_cookie "$session_cookie" ''
  authorize scope='openid profile email'
  follow
  same "$1: the host sends back at once" 303 "$status"
  follow
  starts "$1: signed in again without a form" "$redirect_uri?code=" "$location"
  set_cookie "$session_cookie" ''
  authorize scope='openid profile email' prompt=none
  same "$1: asked silently, the host is asked" none "$(parameter prompt "$location")"
  follow
  follow
  starts "$1: signed in again silently" "$redirect_uri?code=" "$location"
  set_cookie "$session_cookie" ''
  fetch "$base/"
  check "$1: any page renews the cookie" grep -q "$session_cookie" "$jar"
}

refused_by_the_host() {
  browser "$1.second"
  fetch --data "$(encode name=Ada return_to=//evil.example/)" "$base/login"
  same "$1: a login never leads away from the site" / "${location#"$base"}"
  browser "$1.third"
  authorize
  follow
  sign_in_at_host ''
  follow
  sends_back "$1: giving up at the login" access_denied
  authorize prompt=none
  return_to=$(parameter return_to "$location")
  follow
  same "$1: asked silently, nobody is signed in" "$return_to?error=login_required" "${location#"$base"}"
  follow
  sends_back "$1: which the client is told" login_required
}

for kind in node php python ruby elixir; do
  if ! has_runtime "$kind"; then
    skipped=$((skipped + 1))
    echo "skipped: $kind: its runtime is not installed"
    continue
  fi
  place "$kind"
  check "$kind: it installs" installs "$kind"
  sed -i 's/^silent_refresh = false/silent_refresh = true/' "$config"
  start_host "$kind"
  start_programs
  write_nginx_conf
  start_nginx
  proven "$kind"
  web_client
  whole_flow "$kind"
  cookie_ran_out "$kind"
  refused_by_the_host "$kind"
  [ "$failed" = 0 ] || tail -n 10 "$prefix".*log >&2
  stop_all
done

finished=yes
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
