// Story: random forms, session cookies and JWS are read here as URLSearchParams and npm's jose read them, or refused for
// a rule that those do not have. SEED=n begins with that one, SOAK=seconds goes on for as long.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import * as path from 'node:path';
import * as jose from 'jose';

import { Chance } from './chance.mjs';
import { Tally } from './tally.mjs';

const kRoot = fileURLToPath(new URL('../..', import.meta.url));
const kTool = path.resolve(kRoot, process.env.B ?? 'build', 'release/jose_tool');
const kSeed = Number(process.env.SEED ?? Date.now() % 1_000_000_000);
const kEnd = Date.now() + Number(process.env.SOAK ?? 0) * 1000;
const kMany = 1000;
const chance = new Chance(kSeed);
console.log(`seed ${kSeed}`);

// Asks the tool all of it at once.
function ask(requests) {
  const input = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  const run = spawnSync(kTool, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
  assert.equal(run.status, 0, run.error?.message ?? run.stderr);
  return run.stdout.trimEnd().split('\n').map((line) => JSON.parse(line));
}

const many = (make) => Array.from({ length: kMany }, make);

// --- forms -------------------------------------------------------------------------------------------

const kNames = ['a', 'state', 'x y', 'p+q'];

// One byte, spelled in one of the ways there are.
function spell(byte) {
  const hex = byte.toString(16).padStart(2, '0');
  if (byte === 0x20 && chance.one_in(2)) return '+';
  const plain = byte > 0x20 && byte < 0x7f && !'%+&=#'.includes(String.fromCharCode(byte));
  if (plain && !chance.one_in(4)) return String.fromCharCode(byte);
  return `%${chance.one_in(2) ? hex : hex.toUpperCase()}`;
}

const spell_all = (text) => [...Buffer.from(text)].map(spell).join('');
const any_bytes = () => Array.from({ length: chance.below(6) }, () => spell(chance.below(256))).join('');

function any_pair() {
  const name = chance.one_in(8) ? any_bytes() : spell_all(chance.any(kNames));
  const value = chance.any([any_bytes, () => spell_all(chance.text(12)), () => '', () => '=x=y'])();
  if (chance.one_in(20)) return name;
  if (chance.one_in(60)) return `${name}=${value}%${chance.any(['', '4', 'g0', '%'])}`;
  return `${name}=${value}`;
}

function any_form() {
  const count = chance.one_in(50) ? 95 + chance.below(12) : chance.below(6);
  return Array.from({ length: count }, any_pair).join(chance.one_in(10) ? '&&' : '&');
}

const is_utf8 = (bytes) => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

const octets = (text) => Buffer.from(text.replace(/\+/g, ' ').replace(/%(..)/g, (_, hex) =>
  String.fromCharCode(parseInt(hex, 16))), 'latin1');

// What the values of that name must be; false when one has bytes that are not allowed.
function expected_values(pairs, name, text) {
  const mine = pairs.map((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, ''] : [pair.slice(0, at), pair.slice(at + 1)];
  }).filter(([written]) => octets(written).equals(Buffer.from(name)));
  const values = mine.map(([, value]) => octets(value)).filter((value) => value.length > 0);
  if (!values.every((value) => is_utf8(value) && !value.includes(0))) return false;
  return new URLSearchParams(`?${text}`).getAll(name).filter((value) => value !== '');
}

function check_forms() {
  const forms = many(any_form);
  const answers = ask(forms.map((text) => ({ form: Buffer.from(text).toString('base64url') })));
  forms.forEach((text, i) => {
    const pairs = text.split('&').filter((pair) => pair !== '');
    const refused = pairs.length > 100 || /%(?![0-9a-fA-F]{2})/.test(text);
    assert.equal(answers[i].refused, refused, text);
    if (refused) return;
    for (const name of kNames) {
      assert.deepEqual(answers[i][name], expected_values(pairs, name, text), `${name} in ${text}`);
    }
  });
}

// --- tokens ------------------------------------------------------------------------------------------

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

// A byte changed, a part cut or extended; mostly nothing.
function maybe_tampered(token) {
  if (!chance.one_in(6)) return token;
  const at = chance.below(token.length);
  return chance.any([
    () => token.slice(0, at) + chance.any([...'ABab09-_.=']) + token.slice(at + 1),
    () => token.slice(0, at),
    () => token + chance.any(['A', 'AAAA', '.', '=', '\n']),
    () => ` ${token}`,
  ])();
}

// What jose forgives and RFC 7515 2 does not: padding, white space, loose bits.
const is_strict = (token) => token.split('.').every((text) =>
  /^[A-Za-z0-9_-]*$/.test(text) && Buffer.from(text, 'base64url').toString('base64url') === text);

const is_text = (value) => typeof value === 'string';
const has_words = (header) => ['typ', 'cty', 'kid'].every((name) =>
  header[name] === undefined || is_text(header[name]));
const has_extensions = (header) =>
  ['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64'].some((name) => name in header);

function any_header(good) {
  const header = { ...good };
  if (chance.one_in(6)) header[chance.any(['jwk', 'jku', 'x5c', 'x5u', 'crit', 'b64', 'x'])] = chance.any(
    ['x', {}, ['b64'], false]);
  if (chance.one_in(8)) header[chance.any(['typ', 'kid', 'cty'])] = chance.any(['JWT', 'main', 7, null]);
  return header;
}

const kTyp = 'oracle+jwt';

async function check_signed(alg) {
  const { publicKey, privateKey } = await jose.generateKeyPair(alg, { extractable: true });
  const jwk = await jose.exportJWK(publicKey);
  const signed = [];
  for (let i = 0; i < kMany / 5; i += 1) {
    const good = any_header({ alg, typ: kTyp });
    const payload = chance.one_in(10) ? chance.json(2) : { v: chance.json(4) };
    // jose signs nothing with an extension that it does not know, so another one's signature takes its place.
    const input = `${part(good)}.${part(payload)}`;
    const bare = new jose.FlattenedSign(Buffer.from(payload === undefined ? '' : JSON.stringify(payload)));
    let token = `${input}.AAAA`;
    if (!has_extensions(good)) {
      const { protected: head, payload: body, signature } = await bare.setProtectedHeader(good).sign(privateKey);
      token = `${head}.${body}.${signature}`;
    }
    signed.push(maybe_tampered(token));
  }
  const answers = ask(signed.map((verify) => ({ verify, alg, jwk })));
  for (const [i, token] of signed.entries()) {
    let expected = null;
    try {
      const { payload, protectedHeader } = await jose.compactVerify(token, publicKey, { algorithms: [alg] });
      const value = JSON.parse(Buffer.from(payload).toString());
      const is_object = typeof value === 'object' && value !== null && !Array.isArray(value);
      const is_ours = protectedHeader.typ === kTyp && has_words(protectedHeader);
      if (is_object && is_ours && is_strict(token)) expected = value;
    } catch { /* jose refuses it too */ }
    assert.equal(answers[i].holds, expected !== null, token);
    if (expected !== null) assert.deepEqual(answers[i].payload, expected, token);
  }
}

// --- sessions ----------------------------------------------------------------------------------------

const kNow = 1_700_000_000;
const kIssuer = 'https://example.com';
const kAudience = 'https://example.com/lockspire';
const kSessionTyp = 'lockspire-session+jwt';

function any_session() {
  const claims = {
    iss: kIssuer, aud: kAudience, sub: 'ada', sid: 's1', auth_time: kNow - 100, iat: kNow - 10, exp: kNow + 600,
  };
  const strange = [null, '', 0, -1, 1.5, true, [], {}, 'x', kNow, String(kNow), 2 ** 53, 'é', ' ', 'a'.repeat(256)];
  while (chance.one_in(2)) {
    const name = chance.any(Object.keys(claims).concat(['acr', 'amr', 'claims', 'nbf', 'other']));
    const near = kNow + chance.any([-4000, -3601, -31, -30, -1, 0, 1, 29, 30, 31, 3590, 3591, 4000]);
    claims[name] = chance.one_in(2) ? near : chance.any(strange);
    if (chance.one_in(4)) claims[name] = chance.any([[kAudience], ['pwd', 'otp'], { email: 'a@b' }, undefined]);
    if (claims[name] === undefined) delete claims[name];
  }
  return claims;
}

const is_id = (value) => is_text(value) && /^[\x20-\x7e]{1,255}$/.test(value);
const is_time = (value) => Number.isSafeInteger(value) && value >= 0;

// The rules of the contract that jose does not know.
function keeps_rules(claims, header, token) {
  const { sub, sid, auth_time, iat, exp, nbf, acr, amr, claims: person } = claims;
  const list = amr === undefined || (Array.isArray(amr) && amr.length <= 16 && amr.every(is_id));
  const object = person === undefined ||
    (typeof person === 'object' && person !== null && !Array.isArray(person) && JSON.stringify(person).length <= 2048);
  return is_strict(token) && token.length <= 4096 && is_text(claims.aud) && is_text(claims.iss) &&
    header.typ === kSessionTyp && (header.kid === undefined || header.kid === 'main') &&
    [sub, sid].every(is_id) && [auth_time, iat, exp].every(is_time) &&
    (nbf === undefined || (is_time(nbf) && nbf <= kNow + 30)) && (acr === undefined || is_id(acr)) && list && object &&
    exp > iat && exp - iat <= 3600 && exp > kNow && iat <= kNow + 30 && auth_time <= kNow + 30;
}

async function judge(token, key) {
  try {
    const { payload, protectedHeader } = await jose.jwtVerify(token, key, {
      algorithms: ['HS256'], issuer: kIssuer, audience: kAudience, clockTolerance: 31,
      currentDate: new Date(kNow * 1000),
    });
    return keeps_rules(payload, protectedHeader, token);
  } catch {
    return false;
  }
}

async function check_sessions() {
  const key = Buffer.from(chance.bytes(32));
  const tokens = [];
  for (let i = 0; i < kMany; i += 1) {
    const header = any_header({ alg: 'HS256', typ: kSessionTyp, ...(chance.one_in(2) ? { kid: 'main' } : {}) });
    const unknown = has_extensions(header);
    const sign = new jose.FlattenedSign(Buffer.from(JSON.stringify(any_session())));
    const signed = unknown ? { protected: part(header), payload: part(any_session()), signature: 'AAAA' }
      : await sign.setProtectedHeader(header).sign(key);
    tokens.push(maybe_tampered(`${signed.protected}.${signed.payload}.${signed.signature}`));
  }
  const answers = ask(tokens.map((session) => ({ session, key: key.toString('base64url'), now: kNow })));
  let good = 0;
  for (const [i, token] of tokens.entries()) {
    const expected = await judge(token, key);
    assert.equal(answers[i].reason === '', expected, `${answers[i].reason}: ${token}`);
    good += expected ? 1 : 0;
  }
  assert.ok(good > kMany / 20 && good < kMany, `${good} of ${kMany} are good`);
}

const tally = new Tally();
do {
  await tally.check(`${kMany} forms`, check_forms);
  for (const alg of ['ES256', 'EdDSA', 'RS256']) await tally.check(`JWS by ${alg}`, () => check_signed(alg));
  await tally.check(`${kMany} sessions`, check_sessions);
} while (Date.now() < kEnd);
tally.finish();
