// glewlwyd.mjs DIR ROOT: Glewlwyd as a peer of the benchmark, from its Debian package unpacked below ROOT.
// Writes DIR/site.json when it answers, and runs until SIGTERM.
import { spawn } from 'node:child_process';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import Database from 'better-sqlite3';

const [dir, root] = process.argv.slice(2);
const person = { username: 'ada', password: randomBytes(18).toString('base64url') };
const database = `${dir}/glewlwyd.db`;

const client = (id, more) => ({
  client_id: id, name: id, client_secret: randomBytes(32).toString('base64url'), confidential: true, enabled: true,
  token_endpoint_auth_method: ['client_secret_basic'], ...more,
});
const site = client('bench', {
  redirect_uri: ['https://client.example/callback'], scope: ['openid', 'email', 'offline_access'],
  authorization_type: ['code', 'refresh_token'],
});
const api = client('bench-api', {
  redirect_uri: [], scope: ['echo:read'], authorization_type: ['client_credentials'],
});

async function freePort() {
  const probe = createServer();
  await new Promise((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

// Its own schema and administrator; the journal mode stays with the file, synchronous=FULL is the default.
function makeDatabase() {
  const db = new Database(database);
  db.pragma('journal_mode = WAL');
  db.exec(readFileSync(`${root}/usr/share/dbconfig-common/data/glewlwyd/install/sqlite3`, 'utf8'));
  db.close();
}

function writeConfiguration(port) {
  const modules = `${root}/usr/lib/glewlwyd`;
  writeFileSync(`${dir}/glewlwyd.conf`, `
port = ${port}
bind_address = "127.0.0.1"
external_url = "http://localhost:${port}"
login_url = "login.html"
api_prefix = "api"
log_mode = "console"
log_level = "ERROR"
cookie_secure = 0
session_key = "GLEWLWYD2_SESSION_ID"
admin_scope = "g_admin"
profile_scope = "g_profile"
user_module_path = "${modules}/user"
user_middleware_module_path = "${modules}/user_middleware"
client_module_path = "${modules}/client"
user_auth_scheme_module_path = "${modules}/scheme"
plugin_module_path = "${modules}/plugin"
hash_algorithm = "SHA512"
database = { type = "sqlite3"; path = "${database}"; };
`, { mode: 0o600 });
}

function start() {
  const libraries = readdirSync(`${root}/usr/lib`).filter((name) => name.includes('linux-gnu'))
    .map((name) => `${root}/usr/lib/${name}`).join(':');
  return spawn(`${root}/usr/bin/glewlwyd`, ['--config-file', `${dir}/glewlwyd.conf`],
    { stdio: 'inherit', env: { ...process.env, LD_LIBRARY_PATH: libraries } });
}

// A session of its administration or of a person.
async function session(base, who) {
  const response = await fetch(`${base}/api/auth/`, { method: 'POST', body: JSON.stringify(who),
    headers: { 'content-type': 'application/json' } });
  if (!response.ok) throw new Error(`sign-in of ${who.username}: ${response.status} ${await response.text()}`);
  const cookie = response.headers.get('set-cookie').split(';')[0];
  return async (method, path, body) => {
    const answer = await fetch(`${base}/api/${path}`, { method, body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', cookie } });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return cookie;
  };
}

function plugin(base) {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return {
    module: 'oidc', name: 'oidc', display_name: 'oidc', enabled: true,
    parameters: {
      iss: `${base}/api/oidc`, 'jwt-type': 'ecdsa', 'jwt-key-size': '256',
      key: privateKey.export({ type: 'sec1', format: 'pem' }), cert: publicKey.export({ type: 'spki', format: 'pem' }),
      'access-token-duration': 3600, 'refresh-token-duration': 1_209_600, 'code-duration': 600,
      'refresh-token-rolling': true, 'refresh-token-one-use': 'always', 'allow-non-oidc': true,
      'auth-type-code-enabled': true, 'auth-type-client-enabled': true, 'auth-type-refresh-enabled': true,
      'auth-type-token-enabled': false, 'auth-type-none-enabled': false, 'auth-type-password-enabled': false,
      'pkce-allowed': true, 'introspection-revocation-allowed': true,
      'introspection-revocation-allow-target-client': true, 'jwks-show': true, 'subject-type': 'public',
      'name-claim': 'on-demand', 'email-claim': 'mandatory', scope: [], 'additional-parameters': [], claims: [],
    },
  };
}

async function setUp(base) {
  const admin = await session(base, { username: 'admin', password: 'password' });
  for (const name of ['email', 'offline_access', 'echo:read']) {
    await admin('POST', 'scope/', { name, display_name: name, password_required: false, enabled: true });
  }
  await admin('POST', 'mod/plugin/', plugin(base));
  await admin('POST', 'user/', { ...person, name: 'Ada Lovelace', email: 'ada@example.com', enabled: true,
    scope: ['openid', 'email', 'offline_access', 'g_profile'] });
  await admin('POST', 'client/', site);
  await admin('POST', 'client/', api);
  const ada = await session(base, person);
  return ada('PUT', `auth/grant/${site.client_id}`, { scope: 'openid email offline_access' });
}

async function untilAnswering(base) {
  for (let tries = 0; tries < 100; tries += 1) {
    try {
      await fetch(`${base}/api/auth/`);
      return;
    } catch {
      await new Promise((later) => setTimeout(later, 100));
    }
  }
  throw new Error('glewlwyd does not answer');
}

const port = await freePort();
const base = `http://localhost:${port}`;
makeDatabase();
writeConfiguration(port);
const server = start();
server.on('exit', (code) => process.exit(code ?? 1));
process.on('SIGTERM', () => server.kill('SIGTERM'));
try {
  await untilAnswering(base);
  const cookie = await setUp(base);
  const registered = (one) => ({ client_id: one.client_id, client_secret: one.client_secret,
    redirect_uris: one.redirect_uri });
  writeFileSync(`${dir}/site.json.new`, JSON.stringify({
    name: 'Glewlwyd',
    base_url: base,
    paths: { discovery: '/api/oidc/.well-known/openid-configuration', jwks: '/api/oidc/jwks',
      authorize: '/api/oidc/auth?g_continue=true', token: '/api/oidc/token', introspection: '/api/oidc/introspect',
      userinfo: '/api/oidc/userinfo' },
    session_cookie: cookie,
    resource: '',
    pids: { server: server.pid },
    clients: { ES256: registered(site) },
    api_client: { ...registered(api), redirect_uris: ['https://client.example/callback'] },
  }), { mode: 0o600 });
  renameSync(`${dir}/site.json.new`, `${dir}/site.json`);
} catch (fault) {
  console.error(fault);
  server.kill('SIGTERM');
}
