#!/bin/sh
# spec.sh: every requirement marked done is cited in src/ and in tests/; every citation is in the ledger.
set -eu
cd "$(dirname "$0")/../.."
cite='(RFC [0-9]+|OIDC [A-Za-z]+) [0-9A-Z][0-9A-Za-z.]*( #[a-z0-9-]+)?:'
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT

# The citations in the comments of some folders, one a line.
cites() { grep -rhoE "(//|#|--) +$cite" "$@" 2>/dev/null | sed -E 's/^(\/\/|#|--) +//; s/:$//' | sort -u; }

cites src schema nginx templates >"$tmp/src" || true
cites tests/unit tests/model tests/e2e tests/faults tests/browser tests/interop --exclude-dir=node_modules >"$tmp/tests" || true
cut -f1 tests/spec/*.tsv | sort -u >"$tmp/ledger"
awk -F'\t' '$4 == "done" { print $1 }' tests/spec/*.tsv | sort -u >"$tmp/done"
if [ ! -s "$tmp/ledger" ] || [ ! -s "$tmp/src" ]; then
  echo "spec.sh: nothing to check" >&2
  exit 2
fi

bad=0
say() {
  while IFS= read -r key; do
    bad=1
    echo "spec.sh: $key: $1" >&2
  done
}
awk -F'\t' 'NF != 4 || $4 !~ /^(done|proven: .+|todo: .+|exception: .+)$/ || $2 !~ /^(MUST|SHOULD|MAY)$/ { print FILENAME ":" FNR }' \
  tests/spec/*.tsv >"$tmp/shape"
say 'not: key, MUST|SHOULD|MAY, clause, done|proven: ...|todo: ...|exception: ...' <"$tmp/shape"
cut -f1 tests/spec/*.tsv | sort | uniq -d >"$tmp/twice"
say 'stands in the ledger twice' <"$tmp/twice"
comm -23 "$tmp/done" "$tmp/src" >"$tmp/a"
say 'done, but no line of src/ cites it' <"$tmp/a"
comm -23 "$tmp/done" "$tmp/tests" >"$tmp/b"
say 'done, but no test cites it' <"$tmp/b"
# Vectors, and what a whole suite shows.
awk -F'\t' '$4 ~ /^proven/ { print $1 }' tests/spec/*.tsv | sort -u | comm -23 - "$tmp/tests" >"$tmp/d"
say 'proven, but no test cites it' <"$tmp/d"
sort -u "$tmp/src" "$tmp/tests" | comm -23 - "$tmp/ledger" >"$tmp/c"
say 'cited, but not in tests/spec' <"$tmp/c"
echo "spec.sh: $(wc -l <"$tmp/done") done of $(wc -l <"$tmp/ledger") requirements"
[ "$bad" = 0 ]
