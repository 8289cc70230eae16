#!/bin/sh
# size.sh: no source file is longer than a person reads in one sitting, and none has a name that says nothing.
set -eu
cd "$(dirname "$0")/../.."
bad=0
seen=0
# shellcheck disable=SC2013,SC2046 # no white space in our names
for file in $(git ls-files -co --exclude-standard | grep -E '\.(cc|h|sh|mjs|js|tpl)$|^tools/(stack|install-deps)$'); do
  [ -f "$file" ] || continue
  seen=$((seen + 1))
  lines=$(wc -l <"$file")
  [ "$lines" -le 400 ] || { echo "$file: $lines lines, more than 400: find the second file in it" >&2; bad=1; }
  case $(basename "$file") in
    *util* | *helper* | *common* | *misc* | *manager*) echo "$file: the name does not say what is in it" >&2; bad=1 ;;
  esac
done
[ "$seen" -gt 0 ] || { echo 'size.sh: nothing to check' >&2; exit 2; }
[ "$bad" = 0 ] && echo "size.sh: $seen files"
exit $bad
