-- RFC 8707: the APIs that access tokens are for.
CREATE TABLE resources (
  identifier   TEXT    NOT NULL PRIMARY KEY,
  scopes       TEXT    NOT NULL,
  token_format TEXT,
  lifetime     INTEGER,
  created_at   INTEGER NOT NULL,
  updated_at   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- RFC 7523 3: an assertion counts once. Rests as a hash, so that its length is bounded.
CREATE TABLE used_jtis (
  client_id  TEXT    NOT NULL,
  jti_hash   TEXT    NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (client_id, jti_hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX used_jtis_expires_at ON used_jtis (expires_at);

-- Only for client_secret_jwt, whose HMAC needs the secret itself.
ALTER TABLE client_secrets ADD COLUMN sealed_secret TEXT;

-- The last good document of each jwks_uri, shared by all programs; when it was last asked for because a kid
-- was not in it.
CREATE TABLE remote_jwks (
  jwks_uri     TEXT    NOT NULL PRIMARY KEY,
  jwks         TEXT,
  fetched_at   INTEGER,
  attempted_at INTEGER NOT NULL,
  problem      TEXT,
  renewed_at   INTEGER
) STRICT, WITHOUT ROWID;

-- Sessions that the host ended before their cookies ran out: one of them, or all of an account that began
-- before a moment. `subject` is `sid:...` or `sub:...`.
CREATE TABLE ended_sessions (
  subject    TEXT    NOT NULL PRIMARY KEY,
  ended_at   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX ended_sessions_expires_at ON ended_sessions (expires_at);
CREATE INDEX grants_sid ON grants (sid);
ALTER TABLE grants ADD COLUMN last_used_at INTEGER;

-- The signing key of a JWT, so that it is known what a compromised key takes along; NULL for an opaque one.
ALTER TABLE access_tokens ADD COLUMN kid TEXT;
-- A key that others may have: nothing that it signed counts any more.
ALTER TABLE signing_keys ADD COLUMN compromised_at INTEGER;

-- The last refusals, a ring: what `lockspire explain` reads.
CREATE TABLE refusals (
  slot       INTEGER NOT NULL PRIMARY KEY,
  request_id TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  event      TEXT    NOT NULL,
  error      TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  detail     TEXT,
  client_id  TEXT,
  remote     TEXT
) STRICT;
CREATE INDEX refusals_request_id ON refusals (request_id);

-- Failed client authentications of a client from an address within a window.
CREATE TABLE throttles (
  subject    TEXT    NOT NULL PRIMARY KEY,
  failures   INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX throttles_expires_at ON throttles (expires_at);

-- What programs counted, added up once a second.
CREATE TABLE counters (
  name   TEXT    NOT NULL,
  labels TEXT    NOT NULL,
  value  INTEGER NOT NULL,
  PRIMARY KEY (name, labels)
) STRICT, WITHOUT ROWID;

-- The interactions of one account are bounded.
CREATE INDEX interactions_sub ON interactions (sub) WHERE sub IS NOT NULL;
