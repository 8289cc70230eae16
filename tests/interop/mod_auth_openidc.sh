#!/bin/sh
# Story: Apache's mod_auth_openidc, as Debian ships it, guards a page with Lockspire as its provider:
# it signs a person in, shows the claims, refreshes, and lets nobody in who was denied.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
apache=${APACHE:-/usr/sbin/apache2}
modules=${APACHE_MODULES:-/usr/lib/apache2/modules}

passed=0
failed=0
if [ ! -x "$apache" ] || [ ! -e "$modules/mod_auth_openidc.so" ]; then
  echo "SKIPPED: apache2 with libapache2-mod-auth-openidc is not installed"
  echo "0 passed, 0 failed, 1 skipped"
  exit 0
fi

work=$(mktemp -d)
chmod 755 "$work"
apache_pid=
stop() {
  if [ -n "$apache_pid" ]; then
    kill "$apache_pid" 2>/dev/null || true
    wait "$apache_pid" 2>/dev/null || true
  fi
  "$root/tools/stack" down "$work/stack" >/dev/null 2>&1 || true
  if [ -z "${KEEP:-}" ]; then rm -rf "$work"; fi
}
trap stop EXIT
trap 'exit 130' INT TERM

# check RULE CONDITION...: counts the rule by whether the command holds.
check() {
  rule=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
    echo "ok: $rule"
  else
    failed=$((failed + 1))
    echo "FAILED: $rule"
  fi
}

# member FILE NAME: a member of the JSON object in FILE.
member() {
  node -e 'process.stdout.write(String(JSON.parse(require("fs").readFileSync(process.argv[1]))[process.argv[2]]))' "$1" "$2"
}

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

write_configuration() {
  mkdir "$work/site" "$work/site/protected" "$work/site/for-nobody" "$work/run"
  cat >"$work/site/protected/index.shtml" <<'PAGE'
sub=<!--#echo var="OIDC_CLAIM_sub" -->
email=<!--#echo var="OIDC_CLAIM_email" -->
name=<!--#echo encoding="none" var="OIDC_CLAIM_name" -->
iss=<!--#echo var="OIDC_CLAIM_iss" -->
access_token=<!--#echo var="OIDC_access_token" -->
PAGE
  echo 'nobody may read this' >"$work/site/for-nobody/index.shtml"
  account=
  if [ "$(id -u)" = 0 ]; then
    account='User www-data
Group www-data'
    chown www-data "$work/run"
  fi
  cat >"$work/apache.conf" <<CONF
ServerRoot "$work"
ServerName 127.0.0.1
Listen 127.0.0.1:$port
PidFile "$work/apache.pid"
ErrorLog "$work/apache.log"
LogLevel warn auth_openidc:info
Mutex file:$work/run default
DefaultRuntimeDir "$work/run"
$account
LoadModule mpm_event_module $modules/mod_mpm_event.so
LoadModule authn_core_module $modules/mod_authn_core.so
LoadModule authz_core_module $modules/mod_authz_core.so
LoadModule authz_user_module $modules/mod_authz_user.so
LoadModule mime_module $modules/mod_mime.so
LoadModule dir_module $modules/mod_dir.so
LoadModule include_module $modules/mod_include.so
LoadModule auth_openidc_module $modules/mod_auth_openidc.so
TypesConfig /etc/mime.types
DocumentRoot "$work/site"
DirectoryIndex index.shtml
AddType text/html .shtml
AddOutputFilter INCLUDES .shtml

OIDCProviderMetadataURL $issuer/.well-known/openid-configuration
OIDCSSLValidateServer Off
OIDCClientID $(member "$work/client.json" client_id)
OIDCClientSecret $(member "$work/client.json" client_secret)
OIDCProviderTokenEndpointAuth client_secret_basic
OIDCRedirectURI $site/protected/callback
OIDCScope "openid profile email offline_access"
OIDCPKCEMethod S256
OIDCRemoteUserClaim sub
OIDCPassRefreshToken On
OIDCCryptoPassphrase $(head -c 24 /dev/urandom | base64)

<Directory "$work/site">
  Options +Includes
</Directory>
<Location /protected>
  AuthType openid-connect
  Require claim sub:acct-1001
</Location>
<Location /for-nobody>
  AuthType openid-connect
  Require claim sub:nobody
</Location>
CONF
}

# browse FILE URL [CURL-OPTION...]: a page with this browser's cookies, redirects followed.
# Prints the status and the address it ended at.
browse() {
  to=$1
  url=$2
  shift 2
  curl -sS -L --max-redirs 12 -b "$jar" -c "$jar" -o "$to" -w '%{http_code} %{url_effective}' "$@" "$url"
}

# hidden FILE NAME: the value of a hidden field.
hidden() {
  sed -n "s/.*name=\"$2\" value=\"\([^\"]*\)\".*/\1/p" "$1" | sed 's/&amp;/\&/g' | head -n 1
}

sign_in() {
  browse "$work/login.html" "$site/protected/" >/dev/null
  browse "$work/consent.html" "$base_url$login_path" \
    --data-urlencode "return_to=$(hidden "$work/login.html" return_to)" \
    -d account="$1" -d password=any >/dev/null
}

# answer DECISION FILE: sends the consent page.
answer() {
  action=$(sed -n 's/.*<form[^>]* action="\([^"]*\)".*/\1/p' "$work/consent.html" | sed 's/&amp;/\&/g' | head -n 1)
  case $action in /*) action=$base_url$action ;; esac
  browse "$2" "$action" --data-urlencode "csrf_token=$(hidden "$work/consent.html" csrf_token)" -d decision="$1"
}

has() { grep -qF "$2" "$1"; }
lacks() { ! grep -qF "$2" "$1"; }
page_is() { grep -qE "<body[^>]* data-page=\"$2\"" "$1"; }

"$root/tools/stack" up "$work/stack" >"$work/stack.json"
issuer=$(member "$work/stack.json" issuer)
base_url=$(member "$work/stack.json" base_url)
login_path=$(member "$work/stack.json" login_path)
port=$(free_port)
site=http://127.0.0.1:$port
"${LOCKSPIRE_BIN:-$root/build/bin}/lockspire" --config "$(member "$work/stack.json" config)" --json client create \
  --name 'Apache' --redirect-uri "$site/protected/callback" --auth-method client_secret_basic \
  --grant-type authorization_code --grant-type refresh_token \
  --scope openid --scope profile --scope email --scope offline_access >"$work/client.json"
write_configuration
"$apache" -f "$work/apache.conf" -DFOREGROUND >"$work/apache.out" 2>&1 &
apache_pid=$!
curl -s -o /dev/null --retry 40 --retry-connrefused --retry-delay 1 "$site/" || cat "$work/apache.out" "$work/apache.log"

jar=$work/person.jar
sign_in acct-1001
check 'an unauthenticated visit ends at the login of the host' page_is "$work/login.html" host-login
check 'after the login comes the consent page' page_is "$work/consent.html" consent
at=$(answer approve "$work/page.txt")
check 'after consent the guarded page is shown' test "$at" = "200 $site/protected/"
check 'the page knows the sub' has "$work/page.txt" 'sub=acct-1001'
check 'the page knows claims from userinfo' has "$work/page.txt" 'email=amina@example.com'
check 'the issuer is the one configured' has "$work/page.txt" "iss=$issuer"
browse "$work/nobody.txt" "$site/for-nobody/" >/dev/null
check 'a page for another sub stays closed' lacks "$work/nobody.txt" 'nobody may read this'

access_token=$(sed -n 's/^access_token=//p' "$work/page.txt")
at=$(browse "$work/refreshed.txt" "$site/protected/callback" -G \
  --data-urlencode "refresh=$site/protected/" --data-urlencode "access_token=$access_token")
check 'the refresh ends at the page, without an error' test "$at" = "200 $site/protected/"
check 'the page has another access token after the refresh' lacks "$work/refreshed.txt" "access_token=$access_token"
check 'the refreshed session is the same person' has "$work/refreshed.txt" 'sub=acct-1001'

jar=$work/refuser.jar
sign_in acct-1001
answer deny "$work/denied.txt" >/dev/null
check 'who denies consent does not see the page' lacks "$work/denied.txt" 'sub='
# RFC 9207 2: errors carry iss too. This version of the module reads an error with iss as the start of a
# login by a third party and says so in its own words; what counts is that it is an error.
check 'who denies consent gets an error page of the module' has "$work/denied.txt" '<p>Error:'

jar=$work/other.jar
sign_in acct-1002
answer approve "$work/other.txt" >/dev/null
check 'another person is signed in but not let in' lacks "$work/other.txt" 'sub='

if [ "$failed" != 0 ]; then tail -n 40 "$work/apache.log"; fi
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
