// oidc_provider.mjs DIR [PROCESSES]: panva's oidc-provider as a peer of the benchmark. Writes DIR/site.json
// when it answers, and runs until SIGTERM. It stands alone: nginx before it would only make it slower.
import cluster from 'node:cluster';
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { configuration } from './oidc_configuration.mjs';
import { signIn } from './sign_in.mjs';

const [dir, processes = '1'] = process.argv.slice(2);
const settings = `${dir}/settings.json`;

const client = (id, more) => ({ client_id: id, client_secret: randomBytes(32).toString('base64url'), ...more });

function writeSettings(port) {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const made = {
    issuer: `http://localhost:${port}`,
    resource: `http://localhost:${port}/api`,
    cookieKey: randomBytes(32).toString('base64url'),
    key: { ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig', kid: 'es256' },
    client: client('bench', {
      redirect_uris: ['https://client.example/callback'],
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: 'ES256',
    }),
    apiClient: client('bench-api', { redirect_uris: [], response_types: [], grant_types: ['client_credentials'] }),
  };
  writeFileSync(settings, JSON.stringify(made), { mode: 0o600 });
}

async function serve(port) {
  const { default: Provider } = await import('oidc-provider');
  const made = JSON.parse(readFileSync(settings, 'utf8'));
  const provider = new Provider(made.issuer, configuration(made, `${dir}/oidc_provider.db`));
  provider.on('server_error', (_context, error) => console.error(error));
  const server = createServer(provider.callback());
  server.keepAliveTimeout = 60_000;
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
}

// The clients are registered, a person has signed in and agreed: that is what is measured from.
async function describe() {
  const made = JSON.parse(readFileSync(settings, 'utf8'));
  const site = {
    name: 'oidc-provider',
    base_url: made.issuer,
    paths: { discovery: '/.well-known/openid-configuration', jwks: '/jwks', authorize: '/auth', token: '/token',
      introspection: '/token/introspection', userinfo: '/me' },
    session_cookie: await signIn(made.issuer, made.client),
    resource: made.resource,
    pids: { server: process.pid },
    clients: { ES256: made.client },
    api_client: made.apiClient,
  };
  writeFileSync(`${dir}/site.json.new`, JSON.stringify(site), { mode: 0o600 });
  renameSync(`${dir}/site.json.new`, `${dir}/site.json`);
}

async function freePort() {
  const probe = createServer();
  await new Promise((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address();
  await new Promise((closed) => probe.close(closed));
  return port;
}

if (cluster.isPrimary) {
  const port = await freePort();
  writeSettings(port);
  if (processes === '1') {
    await serve(port);
  } else {
    for (let i = 0; i < Number(processes); i += 1) {
      const worker = cluster.fork({ BENCH_PORT: port });
      await new Promise((listening) => worker.once('listening', listening));
    }
  }
  await describe();
  process.on('SIGTERM', () => process.exit(0));
} else {
  await serve(Number(process.env.BENCH_PORT));
  process.on('disconnect', () => process.exit(0));
}
