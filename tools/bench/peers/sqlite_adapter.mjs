// What oidc-provider stores, in SQLite: WAL and synchronous=FULL, so that what it acknowledged survives a
// power cut, as with Lockspire. One row for each model and id; each call is a transaction of its own, which
// is what the adapter interface knows.
import Database from 'better-sqlite3';

const schema = `
  CREATE TABLE IF NOT EXISTS stored (
    model TEXT NOT NULL, id TEXT NOT NULL, payload TEXT NOT NULL, grant_id TEXT, uid TEXT, user_code TEXT,
    consumed_at INTEGER, expires_at INTEGER, PRIMARY KEY (model, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS stored_grant_id ON stored (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX IF NOT EXISTS stored_uid ON stored (uid) WHERE uid IS NOT NULL;
  CREATE INDEX IF NOT EXISTS stored_user_code ON stored (user_code) WHERE user_code IS NOT NULL;`;

const now = () => Math.floor(Date.now() / 1000);

function statements(db) {
  const selected = 'SELECT payload, consumed_at, expires_at FROM stored WHERE';
  return {
    upsert: db.prepare(`
      INSERT INTO stored (model, id, payload, grant_id, uid, user_code, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (model, id) DO UPDATE SET payload = excluded.payload, grant_id = excluded.grant_id,
        uid = excluded.uid, user_code = excluded.user_code, expires_at = excluded.expires_at`),
    find: db.prepare(`${selected} model = ? AND id = ?`),
    findByUid: db.prepare(`${selected} model = ? AND uid = ?`),
    findByUserCode: db.prepare(`${selected} model = ? AND user_code = ?`),
    consume: db.prepare('UPDATE stored SET consumed_at = ? WHERE model = ? AND id = ?'),
    destroy: db.prepare('DELETE FROM stored WHERE model = ? AND id = ?'),
    revoke: db.prepare('DELETE FROM stored WHERE model = ? AND grant_id = ?'),
  };
}

function payloadOf(row) {
  if (!row || (row.expires_at !== null && row.expires_at <= now())) return undefined;
  const payload = JSON.parse(row.payload);
  if (row.consumed_at !== null) payload.consumed = row.consumed_at;
  return payload;
}

// The class that oidc-provider makes its adapters of.
export function sqliteAdapter(file) {
  const db = new Database(file, { timeout: 20_000 });
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = FULL');
  db.exec(schema);
  const run = statements(db);

  return class SqliteAdapter {
    constructor(model) {
      this.model = model;
    }

    async upsert(id, payload, expiresIn) {
      run.upsert.run(this.model, id, JSON.stringify(payload), payload.grantId ?? null, payload.uid ?? null,
        payload.userCode ?? null, expiresIn ? now() + expiresIn : null);
    }

    async find(id) { return payloadOf(run.find.get(this.model, id)); }
    async findByUid(uid) { return payloadOf(run.findByUid.get(this.model, uid)); }
    async findByUserCode(code) { return payloadOf(run.findByUserCode.get(this.model, code)); }
    async consume(id) { run.consume.run(now(), this.model, id); }
    async destroy(id) { run.destroy.run(this.model, id); }
    async revokeByGrantId(grantId) { run.revoke.run(this.model, grantId); }
  };
}
