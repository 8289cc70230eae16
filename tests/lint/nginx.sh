#!/bin/sh
# nginx.sh: the shipped nginx files are accepted by nginx, and keep the rules that keep them safe.
set -eu
cd "$(dirname "$0")/../.."
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
bad=0
say() {
    echo "nginx.sh: $*" >&2
    bad=1
}

# Comments gone, continuation lines of quoted bodies kept.
directives() { sed -E 's/^[[:space:]]*#.*//' "$@"; }

# Every placeholder is known, so that whoever fills them in fills them all in.
known='MOUNT|RUN_DIR|ASSETS_DIR|SNIPPETS|ACCESS_LOG|TLS_DIR|HOST_ADDRESS'
unknown=$(grep -hoE '@[A-Z_]+@' nginx/*.conf | sort -u | grep -vE "^@($known)@\$" || true)
[ -z "$unknown" ] || say "unknown placeholder $unknown"

render() {
    mkdir -p "$tmp/run" "$tmp/snippets" "$tmp/tls"
    for file in nginx/*.conf; do
        sed -e "s#@MOUNT@#$1#g" -e "s#@RUN_DIR@#$tmp/run#g" -e "s#@SNIPPETS@#$tmp/snippets#g" \
            -e "s#@ASSETS_DIR@#$PWD/templates/assets#g" -e "s#@ACCESS_LOG@#$tmp/access.log#g" \
            -e "s#@TLS_DIR@#$tmp/tls#g" -e "s#@HOST_ADDRESS@#127.0.0.1:4000#g" \
            -e 's/listen 443/listen 127.0.0.1:18443/; s/listen \[::\]:443/listen 127.0.0.1:18444/' \
            -e 's/listen 80;/listen 127.0.0.1:18080;/; s/listen \[::\]:80;/listen 127.0.0.1:18081;/' \
            "$file" >"$tmp/snippets/$(basename "$file")"
    done
    {
        echo "pid $tmp/nginx.pid; error_log stderr; events { } http {"
        for kind in client_body proxy fastcgi uwsgi scgi; do echo "${kind}_temp_path $tmp/$kind;"; done
        echo "access_log $tmp/access.log; include $tmp/snippets/example-site.conf; }"
    } >"$tmp/nginx.conf"
}

mkdir -p "$tmp/tls"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=example.com \
    -keyout "$tmp/tls/privkey.pem" -out "$tmp/tls/fullchain.pem" 2>/dev/null
nginx=$(command -v nginx || echo /usr/sbin/nginx)
for mount in /lockspire /auth/oauth2; do
    render "$mount"
    "$nginx" -t -q -e stderr -p "$tmp" -c "$tmp/nginx.conf" || say "nginx refuses the files (mount $mount)"
done

# Programs, upstreams and locations match one to one.
grep -l '^int main' src/programs/*.cc | sed 's#.*/##; s#\.cc$##' | sort >"$tmp/programs"
sed -n 's/^upstream lockspire_\([a-z_]*\) {$/\1/p' nginx/lockspire-http.conf | sort >"$tmp/upstreams"
sed -n 's/^ *fastcgi_pass lockspire_\([a-z_]*\);$/\1/p' nginx/lockspire-server.conf nginx/guard.conf |
    sort -u >"$tmp/passed"
[ -s "$tmp/programs" ] || { echo "nginx.sh: no programs found" >&2; exit 2; }
cmp -s "$tmp/programs" "$tmp/upstreams" || say "programs and upstreams differ"
cmp -s "$tmp/programs" "$tmp/passed" || say "programs and locations differ"

# The guard is asked by nginx alone, and gets neither body nor headers but those that are named.
awk '/^location = \/_lockspire_guard /,/^}/' nginx/guard.conf >"$tmp/guard"
for line in 'internal;' 'fastcgi_pass_request_headers off;' 'fastcgi_pass_request_body off;' \
    'fastcgi_keep_conn on;' "fastcgi_param LOCKSPIRE_ROUTE \$lockspire_route;"; do
    grep -qF "    $line" "$tmp/guard" || say "the guard's location lacks: $line"
done
! grep -q CONTENT_ "$tmp/guard" || say "the guard is told of a body that it does not get"

# What the guard says about a person replaces what a client says, in open locations too.
for name in SUBJECT CLIENT SCOPE CLAIMS; do
    header=X-Auth-$(printf %.1s $name)$(printf %s "${name#?}" | tr '[:upper:]' '[:lower:]')
    for file in guard-route guard-open; do
        for line in "proxy_set_header $header " "fastcgi_param HTTP_X_AUTH_$name " \
            "uwsgi_param HTTP_X_AUTH_$name " "scgi_param HTTP_X_AUTH_$name "; do
            grep -q "^$line" "nginx/$file.conf" || say "$file.conf lacks: $line"
        done
    done
done

# Every other location that passes to a program includes the parameters, answers for itself, limits, and has
# no add_header of its own (that would drop those of the included file).
awk '
    /^location = \/_lockspire_guard / { next }
    /^location / { name = $0; passes = parameters = limits = errors = own = 0 }
    /fastcgi_pass /               { passes = 1 }
    /include .*lockspire-params/  { parameters = 1 }
    /limit_req zone=/             { limits = 1 }
    /error_page 429 500 502 503 504 / { errors = 1 }
    /add_header /                 { own = 1 }
    /^}/ && name != "" {
        if (passes && !(parameters && limits && errors && !own)) print name
        if (passes) seen++
        name = ""
    }
    END { if (!seen) print "no location found" }' nginx/lockspire-server.conf nginx/guard.conf >"$tmp/lacking"
[ ! -s "$tmp/lacking" ] || say "a location lacks something: $(cat "$tmp/lacking")"

# libfcgi takes the first of two parameters with one name.
for file in nginx/*.conf; do
    twice=$(sed -n 's/^ *fastcgi_param \([A-Z_]*\) .*/\1/p' "$file" | sort | uniq -d)
    [ -z "$twice" ] || say "$file: fastcgi_param comes twice: $twice"
done
! grep -n '^ *include ' nginx/guard-route.conf nginx/guard-open.conf || say "a file that is included includes"
grep -q '^fastcgi_param HTTP_PROXY "";$' nginx/lockspire-params.conf || say "the client's Proxy header passes"
# Nothing that is trusted comes from a header; variables that change while a request runs are not passed.
# shellcheck disable=SC2016
if grep -nE 'fastcgi_param .*\$(http_|cookie_|arg_|tcpinfo_|upstream_|time_|request_time|msec)' nginx/*.conf |
    grep -vE 'HTTP_(COOKIE \$http_cookie|AUTHORIZATION \$http_authorization if_not_empty|ORIGIN \$http_origin if_not_empty|ACCESS_CONTROL_REQUEST_METHOD \$http_access_control_request_method if_not_empty);'; then
    say "a parameter comes from where it must not"
fi

# The log has no query strings (codes, states, hints), no referrers and no cookies.
sed -n '/^log_format/,/;/p' nginx/lockspire-http.conf >"$tmp/log_format"
[ -s "$tmp/log_format" ] || say "no log format"
# shellcheck disable=SC2016
if grep -nE '\$(request|request_uri|args|query_string|is_args|uri|http_[a-z_]+|cookie_[a-z_]+)\b' "$tmp/log_format"; then
    say "the log format shows what it must not"
fi
unlogged=$(awk '/^location /{n=$0;l=0} /access_log|lockspire-params/{l=1} /^}/&&n!=""{if(!l)print n;n=""}' nginx/lockspire-server.conf)
[ -z "$unlogged" ] || say "logged in the host's own format: $unlogged"

# An alias and its location both end in a slash, or `..` after the prefix leaves the folder.
aliases=$(awk '/^location /{l=$0} / alias /{a=$0; if (l !~ /\/ \{$/ || a !~ /\/;$/) print l}' nginx/lockspire-server.conf)
[ -z "$aliases" ] || say "off by a slash: $aliases"
# limit_except would answer CORS preflights with 403; a regular expression could be overtaken.
if directives nginx/*.conf | grep -nE 'limit_except|^ *location ~'; then say "limit_except or a regular expression location"; fi

[ "$bad" = 0 ] && echo "nginx.sh: $(wc -l <"$tmp/programs") programs, all rules kept"
exit "$bad"
