// same_instant.mjs ROUNDS KEY_FILE CLIENT_ID ISSUER: for each round one fresh ES256 assertion is sent twice at the same
// instant, over two connections that are open already: to one program, then to two. Prints how often both, one and
// none were accepted, as JSON.
import { createPrivateKey, randomUUID, sign } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { basename } from 'node:path';

const [rounds, file, client_id, issuer] = process.argv.slice(2);
const key = createPrivateKey(readFileSync(file));
const { hostname, port, pathname } = new URL(issuer);

function assertion() {
  const now = Math.floor(Date.now() / 1000);
  const input = [
    { alg: 'ES256', kid: basename(file, '.pem') },
    { iss: client_id, sub: client_id, aud: issuer, jti: randomUUID(), iat: now, exp: now + 60 },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

function request(endpoint, token) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    token: 'x',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: token,
  }).toString();
  return [
    `POST ${pathname}/${endpoint} HTTP/1.1`,
    `Host: ${hostname}:${port}`,
    'Content-Type: application/x-www-form-urlencoded',
    `Content-Length: ${body.length}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}

async function status_of(socket) {
  let text = '';
  for await (const chunk of socket) text += chunk;
  return Number(text.split(' ')[1]);
}

async function round(endpoints) {
  const token = assertion();
  const sockets = endpoints.map(() => connect(Number(port), '127.0.0.1'));
  await Promise.all(sockets.map((socket) => once(socket, 'connect')));
  endpoints.forEach((endpoint, at) => sockets[at].write(request(endpoint, token)));
  const statuses = await Promise.all(sockets.map(status_of));
  if (statuses.some((status) => status !== 200 && status !== 401)) throw new Error(`${statuses}`);
  return statuses.filter((status) => status === 200).length;
}

const accepted = [0, 0, 0];
for (let at = 0; at < Number(rounds); at += 1) {
  accepted[await round(['token', 'token'])] += 1;
  accepted[await round(['token', 'revoke'])] += 1;
  accepted[await round(['introspect', 'revoke'])] += 1;
}
console.log(JSON.stringify({ none: accepted[0], one: accepted[1], both: accepted[2] }));
