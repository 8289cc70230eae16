# A throw-away site for the benchmarks: two clients, an API client and a signed-in person, described in
# a file for lockspire-bench.
# shellcheck shell=sh
# shellcheck disable=SC2154 # $root is set by those who source this

bin=${LOCKSPIRE_BIN:-$root/build/bin}

# bench_site DIR NAME: starts a stack in DIR/stack and writes DIR/site.json. Sets $config and $database.
bench_site() {
  site_dir=$1
  site_name=$2
  # Codes are made before they are redeemed, and nobody's tokens end while they are shown.
  cat >"$site_dir/extra.toml" <<'TOML'
[tokens]
code_lifetime = "10m"
access_lifetime = "1h"
TOML
  "$root/tools/stack" up "$site_dir/stack" --config "$site_dir/extra.toml" >"$site_dir/stack.json"
  config=$(bench_member config "$site_dir/stack.json")
  database=$(bench_member database "$site_dir/stack.json")
  printf '%s' '{"name": "Ada Lovelace", "email": "ada@example.com", "email_verified": true}' \
    >"$site_dir/ada.json"
  printf '{"name": "%s", "stack": %s, "session": "%s", "clients": {"ES256": %s, "RS256": %s}, "api_client": %s}\n' \
    "$site_name" "$(cat "$site_dir/stack.json")" \
    "$(bench_cli session mint --sub ada --claims "$site_dir/ada.json")" \
    "$(bench_client ES256)" "$(bench_client RS256)" "$(bench_cli --json client create \
      --name 'Bench API' --grant-type client_credentials --scope echo:read)" >"$site_dir/site.json"
}

# bench_site_down DIR: stops what runs there.
bench_site_down() {
  [ ! -d "$1/stack" ] || "$root/tools/stack" down "$1/stack"
}

bench_cli() { "$bin/lockspire" --config "$config" "$@"; }

bench_client() {
  bench_cli --json client create --name "Bench $1" --redirect-uri https://client.example/callback \
    --grant-type authorization_code --grant-type refresh_token --scope openid --scope email \
    --scope offline_access --id-token-alg "$1"
}

# bench_member NAME FILE: a text member of a JSON object.
bench_member() { sed -n "s/.*\"$1\": *\"\([^\"]*\)\".*/\1/p" "$2" | head -n 1; }
