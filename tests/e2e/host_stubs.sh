#!/bin/sh
# The host stubs, as `lockspire install` writes them, in their real runtimes: the cookie is one that Lockspire
# takes, and no return_to leads away from the site. A runtime that is not installed is skipped, and said so
# (tools/install-deps hosts).
set -eu
# shellcheck source=lib.sh
. "$(dirname "$0")/lib.sh"
drivers=$root/tests/e2e/host_stubs
prefix=$work/site
issuer=https://example.com/lockspire
config=$prefix/etc/lockspire/lockspire.toml
stubs=$prefix/etc/lockspire/host
vector=$root/tests/vectors/session/good_plain.json
skipped=0
tab=$(printf '\t')
newline='
'

install_stub() { cli install --issuer "$issuer" --prefix "$1" --share "$root" --host "$2" >"$work/install.log"; }

# prepare KIND: makes `driver` call the stub; fails when the runtime is missing.
prepare() {
  case $1 in
    node) command="node $drivers/node.mjs $stubs/lockspire_session.mjs" ;;
    python) command="python3 $drivers/python.py $stubs/lockspire_session.py" ;;
    perl) command="perl $drivers/perl.pl $stubs/LockspireSession.pm" ;;
    shell) command="$drivers/shell.sh $stubs/lockspire_session.sh" ;;
    php) command="php $drivers/php.php $stubs/lockspire_session.php" ;;
    ruby) command="ruby $drivers/ruby.rb $stubs/lockspire_session.rb" ;;
    elixir) command="elixir $drivers/elixir.exs $stubs/lockspire_session.ex" ;;
    go) command="$work/go/driver" ;;
    java) command="java -cp $work/java Driver" ;;
    *) return 1 ;;
  esac
  case $1 in
    go) command -v go >/dev/null || return 1 ;;
    java) command -v javac >/dev/null || return 1 ;;
    shell) ;;
    *) command -v "${command%% *}" >/dev/null || return 1 ;;
  esac
}

# Compiled languages first need a place to be built in.
build() {
  case $1 in
    go)
      mkdir -p "$work/go/lockspire"
      cp "$stubs/lockspire_session.go" "$work/go/lockspire/"
      cp "$drivers/go.go" "$work/go/main.go"
      printf 'module driver\n\ngo 1.19\n' >"$work/go/go.mod"
      (cd "$work/go" && GOPROXY=off GOTOOLCHAIN=local go build -o driver .)
      ;;
    java) javac -encoding UTF-8 -d "$work/java" "$stubs/LockspireSession.java" "$drivers/Driver.java" ;;
  esac
}

# shellcheck disable=SC2086 # a command and its words
driver() { LC_ALL=C.UTF-8 $command "$@"; }

session_member() { jq -r "$1" "$work/session.json"; }

# The cookie of one who is signed in, read by Lockspire.
check_cookie() {
  kind=$1
  now=$(date +%s)
  cookie=$(driver cookie user:7 sid-0123 $((now - 60)))
  token=${cookie%%;*}
  starts "$kind: the cookie has its name" '__Host-lockspire_session=' "$cookie"
  for attribute in Path=/ HttpOnly SameSite=Lax Secure Max-Age=900; do
    like "$kind: the cookie has $attribute" "*; $attribute;*" "$cookie;"
  done
  unlike "$kind: the cookie has no Domain" '*[Dd]omain*' "$cookie"
  status=0
  printf '%s' "$token" | cli --json session inspect >"$work/session.json" || status=$?
  same "$kind: Lockspire takes the cookie" 0 "$status"
  same "$kind: sub" user:7 "$(session_member .sub)"
  same "$kind: sid" sid-0123 "$(session_member .sid)"
  same "$kind: auth_time" $((now - 60)) "$(session_member .auth_time)"
  same "$kind: amr" '["pwd","otp"]' "$(session_member '.amr | tojson')"
  same "$kind: acr" 2 "$(session_member .acr)"
  same "$kind: the name" "Zoë \"Z\" O'Neil \\" "$(session_member .claims.name)"
  same "$kind: email_verified" true "$(session_member .claims.email_verified)"
  ends=$(session_member .expires_at)
  check "$kind: it lives for 15 minutes" [ $((ends - now - 900)) -ge 0 -a $((ends - now - 900)) -le 20 ]
}

# The claims of the vector, signed: header and payload mean the same, and so do the bytes where a language
# keeps the order of members.
check_vector() {
  kind=$1
  key=$(jq -r '.secrets[0].secret' "$vector")
  name=$(jq -r '.secrets[0].kid' "$vector")
  expected=$(jq -r .token "$vector")
  claims_of "$expected" >"$work/claims.json"
  set -- "$name" "$key"
  for claim in iss aud sub sid auth_time iat exp; do set -- "$@" "$(jq -r ".$claim" "$work/claims.json")"; done
  token=$(driver mint "$@")
  same "$kind: the header of the vector" "${expected%%.*}" "$(printf '%s' "$token" | sorted_header)"
  same "$kind: the claims of the vector" "$(jq -S . "$work/claims.json")" "$(claims_of "$token" | jq -S .)"
  # shellcheck disable=SC2016
  check "$kind: the signature holds" node -e '
    const [token, key] = process.argv.slice(1);
    const [header, payload, mac] = token.split(".");
    const wanted = require("crypto").createHmac("sha256", Buffer.from(key, "base64url"));
    process.exit(wanted.update(`${header}.${payload}`).digest("base64url") === mac ? 0 : 1)' "$token" "$key"
}

# The header of a token with its members in the order of the vector.
sorted_header() {
  jq -Rj 'split(".")[0] | gsub("-"; "+") | gsub("_"; "/") | @base64d | fromjson
    | {alg, typ, kid} | tojson | @base64 | gsub("\\+"; "-") | gsub("/"; "_") | gsub("="; "")'
}

# What a login is given for return_to, and where it may go.
check_paths() {
  kind=$1
  set -- '/lockspire/interactions/abc?x=1&y=%20' '/' '/x//y' "/~!\$&()*+,;=:@%2F#'frag" \
    '' '//evil.example' '///evil.example' '/\evil.example' '/a\b' "/$tab/evil.example" "/ok$newline" \
    "/ok$newline//evil.example" "$tab/ok" 'https://evil.example/' 'javascript:alert(1)' 'evil.example' '/a b' \
    '/é' '\/evil.example' '?x' '#x'
  good=4
  {
    count=0
    for path in "$@"; do
      count=$((count + 1))
      [ $count -gt $good ] && echo / || printf '%s\n' "$path"
    done
    count=0
    for path in "$@"; do
      count=$((count + 1))
      [ $count -le $good ] || path=/
      case $path in *\?*) echo "$path&error=login_required" ;; *) echo "$path?error=login_required" ;; esac
    done
  } >"$work/paths.expected"
  driver paths "$@" >"$work/paths"
  same "$kind: return_to never leads away" "$(cat "$work/paths.expected")" "$(cat "$work/paths")"
}

for kind in node python perl shell php ruby go java elixir csharp; do
  check "$kind: the stub is written" install_stub "$prefix" "$kind"
  if ! prepare "$kind"; then
    skipped=$((skipped + 1))
    echo "skipped: $kind: its runtime is not installed, or not run by this test"
    continue
  fi
  check "$kind: the stub builds" build "$kind"
  check_cookie "$kind"
  check_vector "$kind"
  check_paths "$kind"
done
for file in "$stubs"/*; do
  check "$(basename "$file"): at most 60 lines" [ "$(wc -l <"$file")" -le 60 ]
  like "$(basename "$file"): says whose it is" '*Owned by the host*' "$(head -n 2 "$file")"
done
check 'the stub in shell passes shellcheck' shellcheck "$stubs/lockspire_session.sh"

# With Sigra: who counts as signed in, and what is said about them.
if command -v elixir >/dev/null; then
  prefix=$work/sigra
  config=$prefix/etc/lockspire/lockspire.toml
  cli install --issuer "$issuer" --prefix "$prefix" --share "$root" --sigra-host >/dev/null
  same 'sigra: the same files as without' "$(cd "$stubs/.." && find . -name '*.ex' -o -name '*.tpl' | sort)" \
    "$(cd "$prefix/etc/lockspire" && find . -name '*.ex' -o -name '*.tpl' | sort)"
  elixir "$drivers/elixir.exs" "$prefix/etc/lockspire/host/lockspire_session.ex" sigra >"$work/sigra.out"
  sigra_claims() { claims_of "$(sed -n "s/^$1 __Host-lockspire_session=\([^;]*\);.*/\1/p" "$work/sigra.out")"; }
  same 'sigra: sub is the internal id' user:7 "$(sigra_claims signed_in | jq -r .sub)"
  same 'sigra: auth_time is the login' 1767323045 "$(sigra_claims signed_in | jq -r .auth_time)"
  same 'sigra: MFA is a later check' 1767323345 "$(sigra_claims with_mfa | jq -r .auth_time)"
  same 'sigra: one factor' '1 ["pwd"]' "$(sigra_claims signed_in | jq -r '"\(.acr) \(.amr | tojson)"')"
  same 'sigra: MFA' '2 ["pwd","otp","mfa"]' "$(sigra_claims with_mfa | jq -r '"\(.acr) \(.amr | tojson)"')"
  like 'sigra: sid is an HMAC' '???????????????????????????????????????????' "$(sigra_claims signed_in | jq -r .sid)"
  same 'sigra: narrow claims' '["email","email_verified"]' "$(sigra_claims signed_in | jq -c '.claims | keys')"
  for nobody in mfa_pending impersonating nobody; do
    check "sigra: $nobody is not signed in" grep -qx "$nobody other=1" "$work/sigra.out"
  done
  check 'sigra: logout replaces the cookie of the same answer' grep -qx 'headers 2' "$work/sigra.out"
else
  skipped=$((skipped + 1))
  echo 'skipped: sigra: elixir is not installed'
fi

finished=yes
echo "$passed passed, $failed failed, $skipped skipped"
[ "$failed" -eq 0 ]
