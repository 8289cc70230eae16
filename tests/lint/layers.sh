#!/bin/sh
# layers.sh: fail when an #include points up or sideways, or a vendor header leaks.
set -eu
cd "$(dirname "$0")/../.."

level() {
  case $1 in
    base) echo 0 ;;
    http | jose | store | render | outbound) echo 1 ;;
    host) echo 2 ;;
    protocol) echo 3 ;;
    endpoints | ops) echo 4 ;;
    programs) echo 5 ;;
    *) echo "layers.sh: unknown folder src/$1" >&2; exit 2 ;;
  esac
}

bad=0
seen=0
# shellcheck disable=SC2044 # no white space in our names
for file in $(find src -name '*.cc' -o -name '*.h'); do
  seen=$((seen + 1))
  from=$(echo "$file" | cut -d/ -f2)
  # shellcheck disable=SC2013 # one word a line
  for to in $(sed -n 's/^#include "\([a-z]*\)\/.*/\1/p' "$file" | sort -u); do
    [ "$to" = "$from" ] && continue
    [ "$(level "$to")" -lt "$(level "$from")" ] && continue
    echo "$file: src/$from may not include src/$to" >&2
    bad=1
  done
done

# owns HEADER FILES: only these files may include that vendor's header.
owns() {
  hits=$(grep -rlE "^#include <$1" src tools/lockspire tools/site 2>/dev/null | grep -vE "^($2)$" || true)
  [ -z "$hits" ] && return
  echo "$hits: <$1> belongs to $2" >&2
  bad=1
}
owns 'sqlite3\.h' 'src/store/sqlite\.cc|src/store/backup\.cc'
owns 'curl/' 'src/outbound/[a-z_]+\.(h|cc)'
owns 'fcgiapp\.h' 'src/programs/pool\.cc'
owns 'ctemplate/' 'src/render/[a-z_]+\.cc'
owns 'cjson/' 'src/base/json\.cc'
owns 'openssl/' 'src/(base|jose)/[a-z0-9_]+\.(h|cc)'
owns 'toml\+\+/' 'src/ops/config[a-z_]*\.(h|cc)|tools/site/[a-z_]+\.cc'
owns 'CLI/' 'tools/lockspire/[a-z_]+\.(h|cc)'

[ "$seen" -gt 0 ] || { echo 'layers.sh: no sources found' >&2; exit 2; }
[ "$bad" = 0 ] && echo "layers.sh: $seen files, every include points down"
exit $bad
