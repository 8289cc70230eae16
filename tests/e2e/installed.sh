# Sites that `lockspire install` made: its files, the real programs, a host of tests/e2e/sites/ with the stub
# dropped in, and an nginx of its own. Sourced after lib.sh.
# shellcheck shell=sh
# shellcheck disable=SC2034,SC2154 # the stories read what is set here; lib.sh sets root, work and more

bin=${LOCKSPIRE_BIN:-$root/build/bin}
nginx=$(command -v nginx || echo /usr/sbin/nginx)
mount=/lockspire
session_cookie=lockspire_session
login_path=/login
pids=

stop_all() {
  # shellcheck disable=SC2086 # a list of words
  [ -z "$pids" ] || kill $pids 2>/dev/null || true
  wait
  pids=
}
ending=0
trap 'ending=$?; set +e; stop_all; (exit "$ending"); leave' EXIT

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => {
    console.log(s.address().port); s.close(); })'
}

wait_for() {
  tries=0
  until "$@"; do
    tries=$((tries + 1))
    [ "$tries" -lt 400 ] || { echo "waited in vain: $*" >&2; exit 1; }
    sleep 0.05
  done
}

# place NAME: where everything of this site is, and its issuer on a free port.
place() {
  prefix=$work/$1
  etc=$prefix/etc/lockspire
  config=$etc/lockspire.toml
  manifest=$etc/.lockspire/install_manifest.json
  snippets=$prefix/etc/nginx/snippets
  units=$prefix/etc/systemd/system
  stubs=$etc/host
  port=$(free_port)
  base=http://localhost:$port
  issuer=$base$mount
}

# has_runtime KIND: whether the host's language is installed.
has_runtime() {
  case $1 in python) command -v python3 ;; *) command -v "$1" ;; esac >/dev/null
}

# start_host KIND: sets $host_port. PHP's own server takes a free port and tells it to its log.
start_host() {
  host_log=$prefix.host.log
  rm -f "$prefix.port"
  sites=$root/tests/e2e/sites
  case $1 in
    node) node "$sites/node.mjs" "$stubs/lockspire_session.mjs" "$prefix.port" 2>"$host_log" & ;;
    python) python3 "$sites/python.py" "$stubs/lockspire_session.py" "$prefix.port" 2>"$host_log" & ;;
    ruby) ruby "$sites/ruby.rb" "$stubs/lockspire_session.rb" "$prefix.port" 2>"$host_log" & ;;
    elixir) LC_ALL=C.UTF-8 elixir "$sites/elixir.exs" "$stubs/lockspire_session.ex" "$prefix.port" 2>"$host_log" & ;;
    php)
      mkdir -p "$prefix.sessions"
      STUB=$stubs/lockspire_session.php SESSIONS=$prefix.sessions \
        php -S 127.0.0.1:0 "$sites/php.php" 2>"$host_log" &
      ;;
  esac
  pids="$pids $!"
  if [ "$1" = php ]; then
    wait_for grep -q 'Development Server' "$host_log"
    sed -n 's/.*(http:.*:\([0-9]*\)).*/\1/p' "$host_log" >"$prefix.port"
  fi
  wait_for [ -s "$prefix.port" ]
  host_port=$(cat "$prefix.port")
}

# start_programs: as the units say, with the listening socket as fd 0.
start_programs() {
  programs=$(for unit in "$units"/*.socket; do basename "$unit" .socket; done)
  for program in $programs; do
    socket=$(sed -n 's/^ListenStream=//p' "$units/$program.socket")
    # shellcheck disable=SC2046 # the words of ExecStart
    spawn-fcgi -n -s "$socket" -M 0660 -- $(sed -n 's/^ExecStart=//p' "$units/$program.service") \
      2>>"$prefix.programs.log" &
    pids="$pids $!"
  done
  for program in $programs; do wait_for [ -S "$prefix/run/lockspire/${program#lockspire-}.sock" ]; done
}

# write_nginx_conf: $nginx.conf with the two includes of the README.
write_nginx_conf() {
  [ "$(id -u)" = 0 ] && user='user root;' || user=
  cat >"$prefix/nginx.conf" <<CONF
$user pid $prefix/tmp/nginx.pid; error_log $prefix.nginx.log; daemon off; worker_processes 1; events { }
http {
  client_body_temp_path $prefix/tmp/b; proxy_temp_path $prefix/tmp/p; fastcgi_temp_path $prefix/tmp/f;
  uwsgi_temp_path $prefix/tmp/u; scgi_temp_path $prefix/tmp/s; access_log off;
  include $snippets/lockspire-http.conf;
  server {
    listen 127.0.0.1:$port; server_name localhost; server_tokens off;
    include $snippets/lockspire-server.conf;
    location / { include $snippets/guard-open.conf; proxy_pass http://127.0.0.1:$host_port; }
  }
}
CONF
}

site_answers() { curl -sf -o "$work/body" "http://127.0.0.1:$port$mount/.well-known/openid-configuration" 2>/dev/null; }

start_nginx() {
  mkdir -p "$prefix/tmp"
  "$nginx" -e "$prefix.nginx.log" -p "$prefix" -c "$prefix/nginx.conf" &
  pids="$pids $!"
  nginx_pid=$!
  wait_for site_answers
}

# sign_in_at_host [NAME]: fills in the form of the last page; the host sets its cookies and sends back.
sign_in_at_host() {
  return_to=$(sed -n 's/.*name="return_to" value="\([^"]*\)".*/\1/p' "$work/body")
  fetch --data "$(encode "name=${1-}" "return_to=$return_to")" "$base/login"
}

# --- a site to make mistakes in --------------------------------------------------------------------------------------

# guarded_site: an installed site of Node.js with an API behind the guard, running; its files are kept as they are.
guarded_site() {
  place site
  mkdir -p "$prefix"
  "$bin/lockspire" install --share "$root" --issuer "$issuer" --prefix "$prefix" --host node >"$prefix.out"
  for route in notes old; do
    printf '[[route]]\nname = "%s"\npath = "/api/%s"\nresource = "%s/api"\nscopes = ["openid"]\n' $route $route "$base"
  done >"$etc/routes.toml"
  sed -i 's/^routes = ""/routes = "routes.toml"/' "$config"
  cli resource add "$base/api" --scope openid >/dev/null
  start_host node
  start_programs
  write_nginx_conf
  cat >"$prefix.api.conf" <<CONF
    include $snippets/guard.conf;
    location /api/notes { set \$lockspire_route notes; include $snippets/guard-route.conf; proxy_pass http://127.0.0.1:$host_port; }
    location /api/old { set \$lockspire_route old; include $snippets/guard-route.conf; proxy_pass http://127.0.0.1:$host_port; }
CONF
  sed -i -e "/lockspire-server.conf/r $prefix.api.conf" \
    -e "s|^http {|&\n  fastcgi_cache_path $prefix/tmp/cache keys_zone=all:1m;|" "$prefix/nginx.conf"
  start_nginx
  workers=$(workers_of_nginx)
  rm -rf "$prefix.good"
  cp -a "$prefix" "$prefix.good"
}

workers_of_nginx() { pgrep -P "$nginx_pid" | sort | tr '\n' ' '; }
# The workers of before are gone, and their connections with them.
has_new_workers() {
  now=" $(workers_of_nginx)"
  [ "$now" != ' ' ] || return 1
  for old in $workers; do
    case $now in *" $old "*) return 1 ;; esac
  done
}

reload_nginx() {
  workers=$(workers_of_nginx)
  "$nginx" -e "$prefix.nginx.log" -p "$prefix" -c "$prefix/nginx.conf" -s reload
  wait_for has_new_workers
}

# mend: configuration, keys, templates and snippets as they were. Not the database.
mend() {
  cp -a "$prefix.good/nginx.conf" "$prefix/nginx.conf"
  cp -a "$prefix.good/etc/." "$prefix/etc/"
}

# spoil FILE SED-EXPRESSION: that edit and no other, served.
spoil() {
  mend
  sed -i "$2" "$1"
  reload_nginx
}
