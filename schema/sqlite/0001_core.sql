-- Times are seconds since 1970 (UTC), hashes base64url(SHA-256), JSON is opaque text, booleans 0/1.
-- Selectors are time-ordered, so rows are appended to the end of each B-tree.

-- RFC 7591 2: what a client registered, as canonical JSON of its metadata.
CREATE TABLE clients (
  client_id   TEXT    NOT NULL PRIMARY KEY,
  metadata    TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  updated_at  INTEGER NOT NULL,
  disabled_at INTEGER
) STRICT, WITHOUT ROWID;

-- Two secrets are valid at once while one is being rotated.
CREATE TABLE client_secrets (
  client_id   TEXT    NOT NULL,
  secret_id   TEXT    NOT NULL,
  secret_hash TEXT    NOT NULL,
  created_at  INTEGER NOT NULL,
  expires_at  INTEGER,
  PRIMARY KEY (client_id, secret_id)
) STRICT, WITHOUT ROWID;

-- The origins of a client's redirect URIs: whose scripts may read answers (CORS).
CREATE TABLE client_origins (
  origin    TEXT NOT NULL,
  client_id TEXT NOT NULL,
  PRIMARY KEY (origin, client_id)
) STRICT, WITHOUT ROWID;

-- An authorization request while the person logs in and consents.
CREATE TABLE interactions (
  interaction_id TEXT    NOT NULL PRIMARY KEY,
  verifier_hash  TEXT    NOT NULL,
  browser_hash   TEXT    NOT NULL,
  client_id      TEXT    NOT NULL,
  request        TEXT    NOT NULL,
  sub            TEXT,
  login_trips    INTEGER NOT NULL,
  started_at     INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  finished_at    INTEGER,
  outcome        TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX interactions_expires_at ON interactions (expires_at);

-- What a person let a client do, once: codes and tokens hang on it and end with it.
CREATE TABLE grants (
  grant_id       TEXT    NOT NULL PRIMARY KEY,
  client_id      TEXT    NOT NULL,
  sub            TEXT    NOT NULL,
  sid            TEXT    NOT NULL,
  auth_time      INTEGER NOT NULL,
  acr            TEXT,
  amr            TEXT,
  scopes         TEXT    NOT NULL,
  resources      TEXT,
  claims_request TEXT,
  account_claims TEXT,
  created_at     INTEGER NOT NULL,
  capped_at      INTEGER NOT NULL,
  expires_at     INTEGER NOT NULL,
  revoked_at     INTEGER,
  revoked_reason TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX grants_expires_at ON grants (expires_at);
CREATE INDEX grants_sub_client_id ON grants (sub, client_id);

-- RFC 6749 4.1.2. The selector of a code is its grant's id; a consumed row stays with its grant, so that
-- a replay is known.
CREATE TABLE authorization_codes (
  grant_id       TEXT    NOT NULL PRIMARY KEY,
  verifier_hash  TEXT    NOT NULL,
  redirect_uri   TEXT    NOT NULL,
  code_challenge TEXT,
  nonce          TEXT,
  expires_at     INTEGER NOT NULL,
  consumed_at    INTEGER
) STRICT, WITHOUT ROWID;

-- Opaque and JWT access tokens alike: the selector is the jti.
CREATE TABLE access_tokens (
  selector   TEXT    NOT NULL PRIMARY KEY,
  token_hash TEXT    NOT NULL,
  grant_id   TEXT,
  client_id  TEXT    NOT NULL,
  scopes     TEXT    NOT NULL,
  audience   TEXT    NOT NULL,
  issued_at  INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  revoked_at INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX access_tokens_expires_at ON access_tokens (expires_at);

-- RFC 9700 4.14.2: retired rows stay until their grant goes, so that a replay is known. `successor` is
-- sealed under a key made from the retired token itself: whoever lost the answer can have it again.
CREATE TABLE refresh_tokens (
  selector           TEXT    NOT NULL PRIMARY KEY,
  verifier_hash      TEXT    NOT NULL,
  grant_id           TEXT    NOT NULL,
  issued_at          INTEGER NOT NULL,
  expires_at         INTEGER NOT NULL,
  retired_at         INTEGER,
  successor_selector TEXT,
  successor          TEXT,
  grace_answers      INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_grant_id ON refresh_tokens (grant_id);

-- Consent that was asked to be remembered.
CREATE TABLE consents (
  sub        TEXT    NOT NULL,
  client_id  TEXT    NOT NULL,
  scopes     TEXT    NOT NULL,
  resources  TEXT    NOT NULL,
  claims     TEXT    NOT NULL,
  granted_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  PRIMARY KEY (sub, client_id)
) STRICT, WITHOUT ROWID;

-- States: generated, published, active, retiring, retired. private_key is sealed (AES-256-GCM).
CREATE TABLE signing_keys (
  kid          TEXT    NOT NULL PRIMARY KEY,
  alg          TEXT    NOT NULL,
  state        TEXT    NOT NULL,
  public_jwk   TEXT    NOT NULL,
  private_key  TEXT,
  created_at   INTEGER NOT NULL,
  published_at INTEGER,
  activated_at INTEGER,
  retiring_at  INTEGER,
  retired_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX signing_keys_one_active ON signing_keys (alg) WHERE state = 'active';

-- What programs cache from the database carries a generation, which every change of it bumps.
CREATE TABLE generations (
  name  TEXT    NOT NULL PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO generations (name, value) VALUES ('signing_keys', 1);

-- Append only. Written in the transaction of the change that it records.
CREATE TABLE audit_events (
  event_id   TEXT    NOT NULL PRIMARY KEY,
  at         INTEGER NOT NULL,
  event      TEXT    NOT NULL,
  outcome    TEXT    NOT NULL,
  reason     TEXT,
  actor      TEXT    NOT NULL,
  client_id  TEXT,
  sub        TEXT,
  grant_id   TEXT,
  request_id TEXT,
  detail     TEXT
) STRICT, WITHOUT ROWID;
