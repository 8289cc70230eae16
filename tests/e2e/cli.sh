#!/bin/sh
# An operator works with the command alone: exit codes, JSON, secrets shown once, an audit row for each change.
set -eu
# shellcheck source=tests/e2e/lib.sh
. "$(dirname "$0")/lib.sh"

lockspire=${LOCKSPIRE_BIN:-$root/build/bin}/lockspire
config=$work/lockspire.toml

# run EXPECTED_CODE ARGUMENT...: what it printed stands in the files out and err.
run() {
  expected=$1
  shift
  code=0
  "$lockspire" --config "$config" "$@" >"$work/out" 2>"$work/err" || code=$?
  same "exit code of: $*" "$expected" "$code"
}

# json FILTER: of the last output; the output must be one document and nothing else.
json() { jq -rs 'if length == 1 then .[0] else error("not one document") end | '"$1" "$work/out"; }

says() { check "$1: stderr says: $2" grep -qF -e "$2" "$work/err"; }
silent() { check "$1: nothing on standard output" test ! -s "$work/out"; }

new_key() {
  (umask 077 && openssl rand 32 | openssl base64 -A | tr '+/' '-_' | tr -d '=' >"$1")
}

new_key "$work/sealing.key"
new_key "$work/session.key"
cat >"$config" <<END
issuer = "http://localhost:8080/lockspire"
database = "lockspire.db"
sealing_key_file = "sealing.key"
template_dir = "$root/templates"
schema_dir = "$root/schema/sqlite"
[session]
secrets = [{ name = "main", file = "session.key" }]
[scopes]
profile = ""
email = ""
END

# --- usage and configuration -------------------------------------------------------------------------

run 2
run 2 client
run 2 client frobnicate
run 2 client create --no-such-flag
silent 'unknown flag'
run 2 client show
run 2 key generate --alg HS256
run 2 token list --limit many
run 2 --json session mint
silent 'missing --sub'
run 0 --help
for verb in 'client create' 'key rotate' 'session inspect' 'audit list' migrate; do
  # shellcheck disable=SC2086
  run 0 $verb --help
  check "$verb --help names the verb" grep -qF "lockspire $verb" "$work/out"
done
run 0 version
run 0 --json version
same 'version has a number for the schema' number "$(json '.schema | type')"

run 0 config check
run 0 --json config check
same 'a good file is valid' true "$(json .valid)"
run 0 --json config show --origin
same 'the default says so' default "$(json '.[] | select(.key == "login_path").origin')"
same 'a set value names its line' "$config:2" "$(json '.[] | select(.key == "database").origin')"
cp "$config" "$work/good.toml"
printf '[tokens]\nacces_lifetime = "1m"\n' >>"$config"
run 3 config check
says 'unknown key' "$config:12: tokens.acces_lifetime is unknown; did you mean tokens.access_lifetime?"
run 3 client list
silent 'bad configuration'
run 3 --json config check
same 'a bad file is not valid' false "$(json .valid)"
cp "$work/good.toml" "$config"
chmod 0644 "$work/session.key"
run 3 config check
says 'open key file' 'chmod 0640'
run 3 session mint --sub alice
chmod 0600 "$work/session.key"
config=$work/absent.toml
run 3 client list
config=$work/lockspire.toml
LOCKSPIRE_CONFIG=$config "$lockspire" config check >"$work/out" || failed=$((failed + 1))

# --- the database ------------------------------------------------------------------------------------

run 3 client list
says 'missing database' 'lockspire migrate'
run 0 --json migrate
same 'the first migration is applied' 0001_core.sql "$(json '.applied[0]')"
run 0 --json migrate
same 'nothing is applied twice' 0 "$(json '.applied | length')"

# --- clients -----------------------------------------------------------------------------------------

run 0 --json client list
same 'no client yet' '[]' "$(json tojson)"
run 0 --json client create --name 'Acme Notes' --redirect-uri https://app.example/cb \
  --redirect-uri https://app.example/other --scope openid --scope email
id=$(json .client_id)
secret=$(json .client_secret)
same 'the secret has 256 bits' 43 "${#secret}"
# RFC 7591 3.2.1: the answer has all metadata, defaults too.
same 'both redirect URIs' 2 "$(json '.redirect_uris | length')"
same 'the scopes' 'openid email' "$(json .scope)"
same 'the default method' client_secret_basic "$(json .token_endpoint_auth_method)"
same 'the default grant' authorization_code "$(json '.grant_types[0]')"
same 'the secret does not expire' 0 "$(json .client_secret_expires_at)"
same 'PKCE' true "$(json .require_pkce)"
run 0 --json client show "$id"
same 'the secret is not shown again' null "$(json .client_secret)"
check 'no secret in the database' sh -c "! grep -qF -e '$secret' '$work'/lockspire.db*"
run 0 client list
check 'the table shows the client' grep -qF "$id" "$work/out"

run 0 --json client create --public --client-id native --redirect-uri com.example.app:/cb
same 'a public client has no secret' null "$(json .client_secret)"
run 5 client create --redirect-uri https://app.example/cb --auth-method client_secret_jwt
says 'no key to seal its secret with' client_secret_key_file
run 5 client create --redirect-uri https://app.example/cb --auth-method private_key_jwt
says 'no keys' jwks
run 2 client create --redirect-uri https://app.example/cb --auth-method private_key_jwt --auth-signing-alg none
run 0 --json client create --client-id keys --redirect-uri https://app.example/cb --auth-method private_key_jwt \
  --auth-signing-alg ES256 --jwks-uri https://app.example/jwks
same 'a client of keys has no secret' null "$(json .client_secret)"
run 0 --json client show keys
same 'its method is shown' 'private_key_jwt ES256 https://app.example/jwks' \
  "$(json '.token_endpoint_auth_method + " " + .token_endpoint_auth_signing_alg + " " + .jwks_uri')"
same 'and no secrets' null "$(json .client_secrets)"
run 5 client rotate-secret keys
run 5 client create --client-id native --redirect-uri https://app.example/cb
says 'taken id' 'native is taken'
run 5 client create --redirect-uri http://app.example/cb
says 'bad URI' 'redirect_uris must use https; http is for loopback hosts only: http://app.example/cb'
run 5 client create --redirect-uri https://app.example/cb --scope admin
run 5 client create --redirect-uri http://localhost:8080/lockspire/token
run 5 client create
run 5 client create --public --require-pkce false --redirect-uri https://app.example/cb
run 2 client create --public --auth-method client_secret_post --redirect-uri https://app.example/cb
printf '{"redirect_uris":["https://doc.example/cb"],"client_name":"From a document","unknown":1}' \
  >"$work/document.json"
run 0 --json client create --from "$work/document.json" --client-id document
same 'the document counts' 'From a document' "$(json .client_name)"
same 'unknown members are dropped' null "$(json .unknown)"
run 0 --json client create --from - --name 'A flag wins' <"$work/document.json"
same 'flags go over the document' 'A flag wins' "$(json .client_name)"
printf '{"redirect_uris":["https://doc.example/cb"],"client_secret":"hunter2"}' >"$work/document.json"
run 5 client create --from "$work/document.json"
printf '{"redirect_uris":[],"redirect_uris":[]}' >"$work/document.json"
run 2 client create --from "$work/document.json"
run 2 client create --from "$work/absent.json"

run 0 --json client update "$id" --name 'Acme Notes 2'
same 'the name is new' 'Acme Notes 2' "$(json .client_name)"
same 'the rest is kept' 'openid email' "$(json .scope)"
run 2 client update "$id"
run 0 --json client rotate-secret "$id" --overlap 1h
check 'another secret' test "$(json .client_secret)" != "$secret"
run 0 --json client show "$id"
same 'two secrets are live' 2 "$(json '.client_secrets | length')"
run 5 client rotate-secret "$id" --overlap 1h
run 0 client rotate-secret "$id"
run 5 client rotate-secret native
run 0 client disable "$id"
run 5 client disable "$id"
run 0 client enable "$id"
run 0 client delete document
for verb in show disable enable delete rotate-secret; do run 4 client "$verb" document; done
run 4 client update document --name X

# --- keys --------------------------------------------------------------------------------------------

run 0 --json key generate --alg ES256 --activate
first=$(json .kid)
same 'the first key signs' active "$(json .state)"
check 'no private half is shown' sh -c "! grep -q '\"d\"' '$work/out'"
run 5 key generate --alg ES256 --activate
run 0 --json key generate --alg ES256
second=$(json .kid)
run 5 key activate -- "$second"
run 0 key publish -- "$second"
run 5 --json key activate -- "$second"
same 'a key that nobody has seen yet' too_early "$(json .error)"
check 'it says from when on' test "$(json .not_before)" -ge $(($(date +%s) + 290))
run 5 key retire -- "$first"
run 5 key retire -- "$second"
run 4 key retire nothing
run 4 key retire --now nothing
run 0 --json key retire --now -- "$first"
same 'a compromised key is gone' retired "$(json .state)"
same 'the published one signs in its place' "$second" "$(json .replacement.kid)"
same 'it says what ended' 0 "$(json .access_tokens_ended)"
run 5 key retire --now -- "$first"
run 0 --json key rotate --alg EdDSA
same 'a first rotation activates' active "$(json .state)"
run 0 --json key rotate
same 'each algorithm has its step' 'published published' "$(json '[.[].action] | join(" ")')"
run 5 --json key rotate
same 'the next one has to wait' too_early "$(json .error)"
run 0 key reseal

# --- sessions ----------------------------------------------------------------------------------------

run 0 session mint --sub alice --amr pwd --acr 1
cp "$work/out" "$work/session"
same 'one line' 1 "$(wc -l <"$work/session" | tr -d ' ')"
run 0 --json session inspect <"$work/session"
same 'the account' alice "$(json .sub)"
same 'the method' pwd "$(json '.amr[0]')"
run 0 --json session mint --sub alice --sid s1 --auth-time 1700000000 --lifetime 60s
same 'the name for http' lockspire_session "$(json .cookie_name)"
json .token >"$work/session"
run 0 --json session inspect <"$work/session"
same 'the time of the login' 1700000000 "$(json .auth_time)"
tr 'A-Za-z' 'N-ZA-Mn-za-m' <"$work/session" >"$work/forged"
run 1 --json session inspect <"$work/forged"
same 'a forged cookie is not valid' false "$(json .valid)"
like 'and says which rule' 'session.*' "$(json .reason)"
run 5 session mint --sub alice --lifetime 2h
run 5 session mint --sub ''

# --- the rest ----------------------------------------------------------------------------------------

run 0 --json token list
run 4 token show nothing
run 4 token revoke nothing
run 0 --json consent list
run 4 consent revoke --sub alice --client "$id"
run 0 --json prune
same 'nothing to prune' 0 "$(json .grants)"
run 0 --json backup "$work/copy.db"
run 5 backup "$work/copy.db"
same 'the copy is ours alone' 600 "$(stat -c %a "$work/copy.db")"

run 0 --actor 'Olga Operator' client disable native
run 0 --json audit list --client native
same 'who did it' 'Olga Operator' "$(json '.[0].actor')"
same 'what was done' client.disabled "$(json '.[0].event')"
run 0 --json audit list --event key --limit 1000
check 'keys are in the log' test "$(json length)" -ge 8
run 0 --json audit list --since 2100-01-01
same 'nothing happened in the future' 0 "$(json length)"
run 2 audit list --since yesterday-ish
run 2 --actor "$(printf 'a\tb')" client enable native

# Another writer holds the gate for longer than anybody waits.
flock "$work/lockspire.db.writer" sleep 6 &
holder=$!
until ! flock -n "$work/lockspire.db.writer" true; do :; done
run 6 client enable native
says 'locked database' 'try again'
run 0 client list
wait "$holder"
run 0 client enable native

finish
