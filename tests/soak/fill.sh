# fill DATABASE TOKENS CLIENTS: so many live token rows (half of them access tokens, half refresh tokens,
# two of each for a grant) of so many clients beside what is there. Older than anything that is written
# later, as selectors are time-ordered.
# shellcheck shell=sh
fill() {
  fill_database=$1
  fill_grants=$(($2 / 4))
  fill_clients=$3
  {
    # A throw-away database: it need not outlive a power cut. Its checkpoint is under the gate.
    echo 'PRAGMA synchronous = OFF; PRAGMA cache_size = -500000; PRAGMA wal_autocheckpoint = 0;'
    fill_clients_sql
    fill_at=0
    while [ "$fill_at" -lt "$fill_grants" ]; do
      fill_to=$((fill_at + 250000))
      [ "$fill_to" -le "$fill_grants" ] || fill_to=$fill_grants
      fill_grants_sql "$fill_at" "$fill_to"
      fill_at=$fill_to
    done
    echo 'PRAGMA wal_checkpoint(TRUNCATE);'
  } >"$fill_database.fill.sql"
  # Under the writers' gate, as every program that writes.
  flock "$fill_database.writer" sqlite3 -bail "$fill_database" ".read $fill_database.fill.sql" >/dev/null
  rm -f "$fill_database.fill.sql"
}

# Each like the first one that is there, with a secret of its own.
fill_clients_sql() {
  cat <<SQL
BEGIN IMMEDIATE;
CREATE TEMP TABLE model AS SELECT metadata FROM clients ORDER BY created_at LIMIT 1;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $fill_clients)
INSERT INTO clients (client_id, metadata, created_at, updated_at)
SELECT 'filler-' || i, metadata, unixepoch() - 86400, unixepoch() - 86400 FROM n, model;
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $fill_clients)
INSERT INTO client_secrets (client_id, secret_id, secret_hash, created_at)
SELECT 'filler-' || i, 'secret-' || i, printf('%043d', i), unixepoch() - 86400 FROM n;
COMMIT;
SQL
}

# fill_grants_sql FROM TO: people and clients come in no order.
fill_grants_sql() {
  cat <<SQL
BEGIN IMMEDIATE;
CREATE TEMP TABLE n AS
  WITH RECURSIVE n(i) AS (SELECT $1 UNION ALL SELECT i + 1 FROM n WHERE i < $2 - 1)
  SELECT i, printf('0%025d', i) AS id, 'filler-' || (1 + (i * 7919) % $fill_clients) AS client,
         'user-' || ((i * 104729) % 1000003) AS sub, unixepoch() AS now FROM n;
INSERT INTO grants (grant_id, client_id, sub, sid, auth_time, scopes, created_at, capped_at, expires_at)
SELECT id, client, sub, 'sid-' || sub, now, 'openid email offline_access', now, now + 15552000, now + 2592000
  FROM n;
INSERT INTO authorization_codes (grant_id, verifier_hash, redirect_uri, code_challenge, expires_at, consumed_at)
SELECT id, printf('%043d', i), 'https://client.example/callback', printf('%043d', i), now + 2592000, now FROM n;
INSERT INTO access_tokens (selector, token_hash, grant_id, client_id, scopes, audience, issued_at, expires_at)
SELECT printf('0%024d%d', i, copy), printf('%042d%d', i, copy), id, client, 'openid email offline_access',
       'https://issuer.example', now, now + 2592000
  FROM n, (SELECT 0 AS copy UNION ALL SELECT 1);
INSERT INTO refresh_tokens (selector, verifier_hash, grant_id, issued_at, expires_at, retired_at)
SELECT printf('0%024d%d', i, copy), printf('%042d%d', i, copy), id, now, now + 2592000,
       CASE copy WHEN 0 THEN now END
  FROM n, (SELECT 0 AS copy UNION ALL SELECT 1);
DROP TABLE n;
COMMIT;
SQL
}
