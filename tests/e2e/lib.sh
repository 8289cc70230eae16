# Helpers of the end-to-end stories: one real stack for each, a browser made of curl, a tally.
# shellcheck shell=sh
# shellcheck disable=SC2034 # the stories read what is set here
#
# A story begins with `set -eu`, sources this file, calls stack_up, and ends with finish. It can be run
# by itself. What a helper finds out stands in plain variables: $status, $location, $code...

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
passed=0
failed=0
finished=no
trap 'leave' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# --- tally -------------------------------------------------------------------------------------------

# check NAME COMMAND...: passed when the command succeeds.
check() {
  check_name=$1
  shift
  if "$@"; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    echo "not ok: $check_name" >&2
  fi
}

# same NAME EXPECTED ACTUAL
same() {
  if [ "$2" = "$3" ]; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    printf 'not ok: %s\n  expected: %s\n  actual:   %s\n' "$1" "$2" "$3" >&2
  fi
}

# like NAME PATTERN ACTUAL: a pattern of the shell.
like() {
  # shellcheck disable=SC2254
  case $3 in
    $2) passed=$((passed + 1)) ;;
    *) same "$1" "like $2" "$3" ;;
  esac
}

# starts NAME PREFIX ACTUAL: plain text, in which [ and ? mean themselves.
starts() {
  case $3 in
    "$2"*) passed=$((passed + 1)) ;;
    *) same "$1" "starts with $2" "$3" ;;
  esac
}

# unlike NAME PATTERN ACTUAL
unlike() {
  # shellcheck disable=SC2254
  case $3 in
    $2) same "$1" "unlike $2" "$3" ;;
    *) passed=$((passed + 1)) ;;
  esac
}

# body_has TEXT, body_lacks TEXT: of the last answer.
body_has() { grep -qF -e "$1" "$work/body"; }
body_lacks() { ! body_has "$1"; }

finish() {
  finished=yes
  echo "$passed passed, $failed failed"
  [ "$failed" -eq 0 ]
}

# Whatever ends the story takes the stack down.
leave() {
  status=$?
  trap - EXIT INT TERM
  if [ -f "$work/stack.json" ]; then
    [ "$failed" -eq 0 ] && [ "$status" -eq 0 ] || tail -n 15 "$logs"/* >&2 || true
    "$root/tools/stack" down "$work/stack" >/dev/null || status=1
  fi
  rm -rf "$work"
  if [ "$finished" = no ]; then
    echo "not ok: $0 stopped before its end" >&2
    echo "$passed passed, $((failed + 1)) failed"
  fi
  exit "$status"
}

# --- the stack ---------------------------------------------------------------------------------------

# stack_up [EXTRA_TOML_TEXT]
stack_up() {
  if [ $# -gt 0 ]; then
    printf '%s\n' "$1" >"$work/extra.toml"
    "$root/tools/stack" up "$work/stack" --config "$work/extra.toml" >"$work/up.json"
  else
    "$root/tools/stack" up "$work/stack" >"$work/up.json"
  fi
  issuer=$(jq -r .issuer "$work/up.json")
  base=$(jq -r .base_url "$work/up.json")
  config=$(jq -r .config "$work/up.json")
  logs=$(jq -r .logs "$work/up.json")
  session_cookie=$(jq -r .session_cookie "$work/up.json")
  login_path=$(jq -r .login_path "$work/up.json")
  mount=${issuer#"$base"}
  mv "$work/up.json" "$work/stack.json"
  browser first
}

cli() { "${LOCKSPIRE_BIN:-$root/build/bin}/lockspire" --config "$config" "$@"; }

# new_client NAME FLAG...: registers it and makes it the one that speaks; $client_secret may be empty.
new_client() {
  client_name=$1
  shift
  cli --json client create --name "$client_name" "$@" >"$work/client.json"
  client_id=$(jq -r .client_id "$work/client.json")
  client_secret=$(jq -r '.client_secret // ""' "$work/client.json")
  redirect_uri=$(jq -r '.redirect_uris[0] // ""' "$work/client.json")
}

# The client that most stories need: confidential, openid and refresh.
web_client() {
  new_client 'Acme Notes' --redirect-uri https://app.example/cb --grant-type authorization_code \
    --grant-type refresh_token --scope openid --scope profile --scope email \
    --scope offline_access "$@"
}

# --- a browser ---------------------------------------------------------------------------------------

# browser NAME: the cookies of that browser from now on.
browser() {
  jar=$work/jar.$1
  [ -f "$jar" ] || : >"$jar"
}

# set_cookie NAME VALUE: as the host would; an empty value takes it away.
set_cookie() {
  awk -F '\t' -v name="$1" '$6 != name' "$jar" >"$jar.new"
  if [ -n "$2" ]; then
    printf '#HttpOnly_localhost\tFALSE\t/\tFALSE\t0\t%s\t%s\n' "$1" "$2" >>"$jar.new"
  fi
  mv "$jar.new" "$jar"
}

# sign_in SUB [FLAG...]: flags of `session mint`.
sign_in() {
  sub=$1
  shift
  set_cookie "$session_cookie" "$(cli session mint --sub "$sub" "$@")"
}

sign_out() { set_cookie "$session_cookie" ''; }

# fetch ARGUMENT...: of curl. Sets $status and $location; headers and body stand in files.
fetch() {
  status=$(curl -sS --max-time 20 --globoff -b "$jar" -c "$jar" -o "$work/body" -D "$work/headers" \
    -w '%{http_code}' "$@")
  location=$(header location)
}

# Goes where the last answer sent the browser, within the site.
follow() {
  case $location in
    /*) fetch "$base$location" ;;
    *) fetch "$location" ;;
  esac
}

# header NAME: of the last answer; empty when absent.
header() {
  sed -n "s/^$1:[[:space:]]*\(.*[^[:space:]]\)[[:space:]]*\$/\1/Ip" "$work/headers" | head -n 1
}

# The data-page of the last answer.
page() { sed -n 's/.*<body[^>]* data-page="\([^"]*\)".*/\1/p' "$work/body"; }

# text_of ID: of the last page.
text_of() { sed -n "s/.* id=\"$1\"[^>]*>\([^<]*\)<.*/\1/p" "$work/body"; }

# member NAME: of the JSON in the last body; empty when absent.
member() { jq -r --arg name "$1" '.[$name] // empty' "$work/body"; }

# encode NAME=VALUE...: as application/x-www-form-urlencoded.
encode() {
  # shellcheck disable=SC2016
  jq -rn '[$ARGS.positional[] | capture("^(?<name>[^=]*)=(?<value>.*)$"; "s")
           | .name + "=" + (.value | @uri)] | join("&")' --args -- "$@"
}

# parameter NAME URL: from its query or fragment, decoded; empty when absent.
parameter() {
  raw=$(printf '%s' "$2" | tr '?#&' '[\n*]' | sed -n "s/^$1=//p" | head -n 1)
  case $raw in
    *%*) node -p 'decodeURIComponent(process.argv[1])' "$raw" ;;
    *) printf '%s\n' "$raw" ;;
  esac
}

# --- the protocol ------------------------------------------------------------------------------------

# RFC 7636 4.1 and 4.2: a fresh pair, and state and nonce to go with it.
fresh() {
  verifier=$(openssl rand -hex 32)
  challenge=$(printf '%s' "$verifier" | openssl dgst -sha256 -binary | openssl base64 -A |
    tr '+/' '-_' | tr -d '=')
  state=s-$(openssl rand -hex 8)
  nonce=n-$(openssl rand -hex 8)
}

# in_request [NAME=VALUE | -NAME]...: sets $query to a fresh authorization request. A value replaces
# the usual one, -NAME leaves it out, other names are added.
in_request() {
  fresh
  changed=' '
  count=$#
  while [ "$count" -gt 0 ]; do
    case $1 in
      state=*) state=${1#state=} ;;
      -state) state= ;;
      nonce=*) nonce=${1#nonce=} ;;
    esac
    name=${1%%=*}
    changed="$changed${name#-} "
    case $1 in -*) ;; *) set -- "$@" "$1" ;; esac
    shift
    count=$((count - 1))
  done
  for usual in "client_id=$client_id" "redirect_uri=$redirect_uri" response_type=code \
    'scope=openid email' "state=$state" "nonce=$nonce" "code_challenge=$challenge" \
    code_challenge_method=S256; do
    case $changed in *" ${usual%%=*} "*) ;; *) set -- "$@" "$usual" ;; esac
  done
  query=$(encode "$@")
}

# authorize [NAME=VALUE | -NAME]...: asks, and looks at the first answer only.
authorize() {
  in_request "$@"
  fetch "$issuer/authorize?$query"
}

# to_consent [NAME=VALUE | -NAME]...: asks and goes on until a page is shown.
to_consent() {
  authorize "$@"
  case $location in "$mount"/interactions/* | "$issuer"/interactions/*) follow ;; esac
}

# The form of the page: where it goes, and its token.
form_action() { sed -n 's/.*<form method="post" action="\([^"]*\)".*/\1/p' "$work/body"; }
csrf_token() {
  sed -n 's/.*<input type="hidden" name="csrf_token" value="\([^"]*\)".*/\1/p' "$work/body"
}

# decide approve|deny [CURL ARGUMENT...]: presses a button of the consent page in the last body.
decide() {
  decision=$1
  shift
  action=$(form_action)
  fetch --data-urlencode "csrf_token=$(csrf_token)" --data-urlencode "decision=$decision" "$@" \
    "$base$action"
  code=$(parameter code "$location")
}

# get_code [NAME=VALUE | -NAME]...: the signed-in person approves; sets $code.
get_code() {
  to_consent "$@"
  decide approve
}

# token [NAME=VALUE]...: posts to the token endpoint as the client, whichever way it is registered.
token() {
  if [ -n "$client_secret" ]; then
    fetch -u "$client_id:$client_secret" --data "$(encode "$@")" "$issuer/token"
  else
    fetch --data "$(encode "client_id=$client_id" "$@")" "$issuer/token"
  fi
}

# redeem [NAME=VALUE]...: $code for tokens; sets $access_token, $id_token, $refresh_token.
redeem() {
  token grant_type=authorization_code "code=$code" "redirect_uri=$redirect_uri" \
    "code_verifier=$verifier" "$@"
  take_tokens
}

refresh() {
  token grant_type=refresh_token "refresh_token=$1"
  take_tokens
}

take_tokens() {
  access_token=$(member access_token)
  id_token=$(member id_token)
  refresh_token=$(member refresh_token)
}

userinfo() { fetch -H "Authorization: Bearer $access_token" "$issuer/userinfo"; }

# claims_of JWT: its payload, read and not verified.
claims_of() {
  printf '%s' "$1" | jq -Rr 'split(".")[1] | gsub("-"; "+") | gsub("_"; "/") | @base64d'
}

# claim NAME JWT
claim() {
  claims_of "$2" | jq -r --arg name "$1" \
    '.[$name] // empty | if type == "array" then tojson else . end'
}

# --- outcomes that many stories share ----------------------------------------------------------------

# shows_page NAME: a refusal on a page of our own, and no redirect.
shows_page() {
  same "$1: 400" 400 "$status"
  same "$1: no redirect" '' "$location"
  same "$1: an error page" error "$(page)"
  same "$1: not stored" no-store "$(header Cache-Control)"
}

# sends_back NAME ERROR: a refusal that goes to the client.
sends_back() {
  like "$1: redirects" '30[23]' "$status"
  starts "$1: to the client" "$redirect_uri" "$location"
  same "$1: the error" "$2" "$(parameter error "$location")"
  same "$1: no code" '' "$(parameter code "$location")"
  same "$1: the state" "$state" "$(parameter state "$location")"
  # RFC 9207 2: errors carry iss too.
  same "$1: the issuer" "$issuer" "$(parameter iss "$location")"
}

# token_refused NAME ERROR
token_refused() {
  case $2 in invalid_client) same "$1: 401" 401 "$status" ;; *) same "$1: 400" 400 "$status" ;; esac
  same "$1: the error" "$2" "$(member error)"
  same "$1: no token" '' "$(member access_token)"
}
