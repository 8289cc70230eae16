// Story: what src/jose signs npm's jose verifies, and the other way round; tampered tokens hold for
// neither.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import * as path from 'node:path';
import * as jose from 'jose';

import { Tally } from './tally.mjs';

const kRoot = fileURLToPath(new URL('../..', import.meta.url));
const kTool = path.resolve(kRoot, process.env.B ?? 'build', 'release/jose_tool');
const kAlgs = ['ES256', 'RS256', 'PS256', 'EdDSA'];
const kTyp = 'oracle+jwt';
const kPayload = { iss: 'https://issuer.example', sub: 'é😀"\\\n', n: 9007199254740991, list: [] };

// Asks the tool all of it at once.
function ask(requests) {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const run = spawnSync(kTool, { input, encoding: 'utf8' });
  assert.equal(run.status, 0, run.error?.message ?? run.stderr);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

const flip = (text, at) => text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);

// Spellings of a token that must not hold: a changed byte in each part, cut, extended.
function tampered(token) {
  const [header, payload] = token.split('.');
  const signature = token.length - 12;
  return [
    flip(token, header.length + 5),
    flip(token, signature),
    flip(token, header.length + payload.length + 4),
    token.slice(0, -4),
    `${token}AAAA`,
    `${token}.`,
    `${header}.${payload}.`,
  ];
}

// What jose forgives and src/jose must not.
const sloppy = (token) => [`${token}=`, `${token}\n`, ` ${token}`];

function sign(key, alg, typ = kTyp) {
  return new jose.SignJWT(kPayload).setProtectedHeader({ alg, typ }).sign(key);
}

async function we_sign(alg) {
  const [{ token, jwk, thumbprint }] = ask([{ sign: kPayload, alg }]);
  const key = await jose.importJWK(jwk, alg);
  const { payload, protectedHeader } = await jose.jwtVerify(token, key, { algorithms: [alg] });
  assert.deepEqual(payload, kPayload);
  assert.deepEqual(protectedHeader, { alg, typ: kTyp, kid: thumbprint.slice(0, 16) });
  assert.equal(await jose.calculateJwkThumbprint(jwk), thumbprint);
  assert.equal(jwk.d, undefined);
  for (const text of tampered(token)) await assert.rejects(jose.jwtVerify(text, key), text);
}

async function they_sign(alg) {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const jwk = await jose.exportJWK(publicKey);
  const tokens = await Promise.all(Array.from({ length: 20 }, () => sign(privateKey, alg)));
  for (const { holds, payload } of ask(tokens.map((verify) => ({ verify, alg, jwk })))) {
    assert.equal(holds, true);
    assert.deepEqual(payload, kPayload);
  }
  const other = await jose.exportJWK((await jose.generateKeyPair(alg)).publicKey);
  const refused = [
    ...tampered(tokens[0]).concat(sloppy(tokens[0])).map((verify) => ({ verify, alg, jwk })),
    ...kAlgs.filter((name) => name !== alg).map((name) => ({ verify: tokens[0], alg: name, jwk })),
    { verify: tokens[0], alg, jwk: other },
    { verify: tokens[0], alg, jwk: await jose.exportJWK(privateKey) },
    { verify: tokens[0], alg, jwk: { ...jwk, use: 'enc' } },
    { verify: await sign(privateKey, alg, 'JWT'), alg, jwk },
  ];
  ask(refused).forEach(({ holds }, i) => assert.equal(holds, false, JSON.stringify(refused[i])));
}

async function both_mac() {
  const bytes = randomBytes(32);
  const key = bytes.toString('base64url');
  const alg = 'HS256';
  const [{ token }] = ask([{ sign: kPayload, alg, key }]);
  assert.deepEqual((await jose.jwtVerify(token, bytes, { algorithms: [alg] })).payload, kPayload);
  const theirs = await sign(bytes, alg);
  assert.equal(ask([{ verify: theirs, alg, key }])[0].holds, true);
  const refused = tampered(theirs).map((verify) => ({ verify, alg, key }));
  refused.push({ verify: theirs, alg, key: randomBytes(32).toString('base64url') });
  ask(refused).forEach(({ holds }, i) => assert.equal(holds, false, refused[i].verify));
}

const tally = new Tally();
for (const alg of kAlgs) {
  await tally.check(`${alg}: what we sign jose verifies`, () => we_sign(alg));
  await tally.check(`${alg}: what jose signs we verify`, () => they_sign(alg));
}
await tally.check('HS256: both ways', both_mac);
tally.finish();
