#!/usr/bin/env node
// Writes the vectors of this folder: node tests/vectors/session/make.js
// Node's own crypto, and nothing of Lockspire: the vectors are an independent opinion.
'use strict';
const crypto = require('crypto');
const fs = require('fs');
const path = require('path');

const NOW = 1700000000;
const ISSUER = 'https://example.com';
const AUDIENCE = 'https://example.com/lockspire';
const TYPE = 'lockspire-session+jwt';

const bytes = (seed) => crypto.createHash('sha256').update(seed).digest();
const KEY = bytes('lockspire session vectors, first secret');
const NEXT_KEY = bytes('lockspire session vectors, second secret');
const FOREIGN_KEY = bytes('lockspire session vectors, a secret that is not configured');
const ONE = [{ kid: '2023-11', secret: KEY.toString('base64url') }];
const TWO = [{ kid: '2023-12', secret: NEXT_KEY.toString('base64url') }, ...ONE];

// The P-256 key of RFC 7517 A.1, in the two forms that a confused server might use as an HMAC key.
const PUBLIC_JWK = {
  kty: 'EC', crv: 'P-256',
  x: 'MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4',
  y: '4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM',
};
const PUBLIC_PEM = crypto.createPublicKey({ key: PUBLIC_JWK, format: 'jwk' })
  .export({ type: 'spki', format: 'pem' });

const HEADER = { alg: 'HS256', typ: TYPE, kid: '2023-11' };
const PAYLOAD = {
  iss: ISSUER, aud: AUDIENCE, sub: 'user-7f3a', sid: 's-51c2e0',
  auth_time: NOW - 600, iat: NOW - 60, exp: NOW + 840,
};

const text = (value) => (typeof value === 'string' ? value : JSON.stringify(value));
const encode = (value) => Buffer.from(text(value)).toString('base64url');
const mac = (input, key, digest = 'sha256') =>
  crypto.createHmac(digest, key).update(input).digest();

// header and payload may be text, so that JSON which no serializer makes can be signed too.
function sign(header = HEADER, payload = PAYLOAD, key = KEY, digest = 'sha256') {
  const input = `${encode(header)}.${encode(payload)}`;
  return `${input}.${mac(input, key, digest).toString('base64url')}`;
}
const withClaims = (changes) => sign(HEADER, { ...PAYLOAD, ...changes });
const withHeader = (changes) => sign({ ...HEADER, ...changes });
function without(object, ...names) {
  const copy = { ...object };
  for (const name of names) delete copy[name];
  return copy;
}
const rawClaims = (from, to) => sign(HEADER, text(PAYLOAD).replace(from, to));

const PLAIN = sign();
const [head, body, signature] = PLAIN.split('.');
const signatureBytes = Buffer.from(signature, 'base64url');
const resigned = (octets) => `${head}.${body}.${octets.toString('base64url')}`;
// The last of 43 characters has two unused bits; one set is other text for the same bytes.
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const lastDigit = ALPHABET.indexOf(signature[42]);
const LOOSE_BITS = PLAIN.slice(0, -1) + ALPHABET[lastDigit | 1];

const SESSION = {
  sub: 'user-7f3a', sid: 's-51c2e0', auth_time: NOW - 600, acr: null, amr: [], claims: null,
  expires_at: NOW + 840,
};
const CLAIMS = {
  name: 'Ada Lovelace', email: 'ada@example.com', email_verified: true,
  address: { locality: 'Zürich', country: 'CH' },
};
// An object whose JSON is exactly `size` bytes long.
const claimsOf = (size) => ({ name: 'x'.repeat(size - '{"name":""}'.length) });

const good = [
  ['plain', 'every required claim and nothing else', PLAIN],
  ['without_kid', 'kid may be absent when one secret is configured',
    sign(without(HEADER, 'kid'))],
  ['everything', 'amr, acr and claims', withClaims({ amr: ['pwd', 'otp'], acr: 'urn:example:gold',
    claims: CLAIMS }),
    { session: { amr: ['pwd', 'otp'], acr: 'urn:example:gold', claims: CLAIMS } }],
  ['second_of_two_secrets', 'rotation: the secret that goes still counts', PLAIN, { secrets: TWO }],
  ['first_of_two_secrets', 'rotation: the secret that comes counts already',
    sign({ ...HEADER, kid: '2023-12' }, PAYLOAD, NEXT_KEY), { secrets: TWO }],
  ['longest_lifetime', 'exp - iat is exactly max_lifetime',
    withClaims({ iat: NOW, exp: NOW + 3600 }),
    { session: { expires_at: NOW + 3600 } }],
  ['last_second', 'exp is one second away',
    withClaims({ exp: NOW + 1 }), { session: { expires_at: NOW + 1 } }],
  ['clock_ahead', 'iat and auth_time 30 s ahead are allowed; auth_time then counts as now',
    withClaims({ iat: NOW + 30, auth_time: NOW + 30, exp: NOW + 900 }),
    { session: { auth_time: NOW, expires_at: NOW + 900 } }],
  ['old_login', 'auth_time long ago is no fault; it is handed on as it is',
    withClaims({ auth_time: NOW - 400 * 86400 }), { session: { auth_time: NOW - 400 * 86400 } }],
  ['longest_ids', 'sub and sid of 255 characters',
    withClaims({ sub: 'u'.repeat(255), sid: 's'.repeat(255) }),
    { session: { sub: 'u'.repeat(255), sid: 's'.repeat(255) } }],
  ['largest_claims', 'claims of exactly 2048 bytes', withClaims({ claims: claimsOf(2048) }),
    { session: { claims: claimsOf(2048) } }],
  ['unknown_claim', 'claims that nobody knows here are ignored', withClaims({ theme: 'dark' })],
  ['not_before_reached', 'nbf is not needed, and does no harm once it has come',
    withClaims({ nbf: NOW })],
];

const bad = [
  // The form
  ['empty', 'session.malformed', 'no token at all', ''],
  ['two_parts', 'session.malformed', 'the signature part is missing', `${head}.${body}`],
  ['four_parts', 'session.malformed', 'one part too many', `${PLAIN}.${signature}`],
  ['five_parts', 'session.malformed', 'an encrypted token is no session',
    `${head}.${body}.${body}.${body}.${signature}`],
  ['too_large', 'session.malformed', 'more than 4096 bytes: browsers would drop it',
    withClaims({ claims: claimsOf(2048), padding: 'x'.repeat(2048) })],
  ['header_not_json', 'session.malformed', 'the header is no JSON', sign('alg=HS256')],
  ['header_array', 'session.malformed', 'the header is no object', sign('["HS256"]')],
  ['header_duplicate_alg', 'session.malformed', 'alg twice in the header',
    sign(`{"alg":"HS256","alg":"none","typ":"${TYPE}","kid":"2023-11"}`)],
  ['padded', 'session.malformed', 'base64url carries no padding', `${PLAIN}=`],
  ['standard_base64', 'session.malformed', 'the alphabet of base64 instead of base64url',
    `${head}.${body}.${signatureBytes.toString('base64').replace(/=$/, '').replace(/^./, '+')}`],
  ['space_inside', 'session.malformed', 'white space inside', `${head}.${body}. ${signature}`],
  ['newline_at_the_end', 'session.malformed', 'a line feed after the token', `${PLAIN}\n`],
  ['loose_bits', 'session.malformed', 'unused bits of the last character are set', LOOSE_BITS],
  // The header
  ['alg_none', 'session.bad_header', 'no signature asked for and none given',
    `${encode({ ...HEADER, alg: 'none' })}.${body}.`],
  ['alg_none_with_mac', 'session.bad_header', 'alg none although the HMAC would hold',
    withHeader({ alg: 'none' })],
  ['alg_lower_case', 'session.bad_header', 'alg is case sensitive', withHeader({ alg: 'hs256' })],
  ['alg_hs512', 'session.bad_header', 'a stronger HMAC is still another algorithm',
    sign({ ...HEADER, alg: 'HS512' }, PAYLOAD, KEY, 'sha512')],
  ['alg_rs256', 'session.bad_header', 'an algorithm of public keys', withHeader({ alg: 'RS256' })],
  ['alg_missing', 'session.bad_header', 'no alg', sign(without(HEADER, 'alg'))],
  ['alg_array', 'session.bad_header', 'alg is no string', withHeader({ alg: ['HS256'] })],
  ['typ_missing', 'session.bad_header', 'no typ', sign(without(HEADER, 'typ'))],
  ['typ_jwt', 'session.bad_header', 'another kind of token under the same secret',
    withHeader({ typ: 'JWT' })],
  ['typ_with_prefix', 'session.bad_header', 'typ stands without application/',
    withHeader({ typ: `application/${TYPE}` })],
  ['critical_header', 'session.bad_header', 'a critical extension',
    withHeader({ crit: ['exp'], exp: NOW + 60 })],
  ['kid_number', 'session.bad_header', 'kid is no string', withHeader({ kid: 2023 })],
  ['embedded_jwk', 'session.embedded_key', 'a key that the token brought along',
    sign({ ...HEADER, jwk: { kty: 'oct', k: FOREIGN_KEY.toString('base64url') } }, PAYLOAD,
      FOREIGN_KEY)],
  ['embedded_jku', 'session.embedded_key', 'a place to fetch keys from',
    withHeader({ jku: 'https://evil.example/keys' })],
  ['embedded_x5u', 'session.embedded_key', 'a place to fetch certificates from',
    withHeader({ x5u: 'https://evil.example/c' })],
  ['embedded_x5c', 'session.embedded_key', 'a certificate that the token brought along',
    withHeader({ x5c: ['MIIB'] })],
  // The secret and the HMAC
  ['unknown_kid', 'session.unknown_kid', 'a secret that is not configured (any more)',
    withHeader({ kid: '2022-01' })],
  ['kid_path', 'session.unknown_kid', 'kid is a name, not a file',
    withHeader({ kid: '../../../dev/null' })],
  ['kid_missing_with_two_secrets', 'session.unknown_kid',
    'kid may only be absent when there is one secret',
    sign(without(HEADER, 'kid')), { secrets: TWO }],
  ['kid_of_the_other_secret', 'session.bad_mac', 'the secret named is the only one tried',
    sign({ ...HEADER, kid: '2023-12' }), { secrets: TWO }],
  ['foreign_secret', 'session.bad_mac', 'signed with another secret',
    sign(HEADER, PAYLOAD, FOREIGN_KEY)],
  ['empty_secret', 'session.bad_mac', 'signed with the empty key', sign(HEADER, PAYLOAD, '')],
  ['secret_not_decoded', 'session.bad_mac', 'the HMAC key is the decoded bytes, not their text',
    sign(HEADER, PAYLOAD, ONE[0].secret)],
  ['public_key_pem_as_secret', 'session.bad_mac', 'a public key in PEM as the HMAC key',
    sign(HEADER, PAYLOAD, PUBLIC_PEM)],
  ['public_key_jwk_as_secret', 'session.bad_mac', 'a public JWK as the HMAC key',
    sign(HEADER, PAYLOAD, JSON.stringify(PUBLIC_JWK))],
  ['mac_empty', 'session.bad_mac', 'no signature', `${head}.${body}.`],
  ['mac_one_byte', 'session.bad_mac', 'one byte of the signature',
    resigned(signatureBytes.subarray(0, 1))],
  ['mac_half', 'session.bad_mac', 'half of the signature',
    resigned(signatureBytes.subarray(0, 16))],
  ['mac_and_a_byte', 'session.bad_mac', 'the signature and one byte more',
    resigned(Buffer.concat([signatureBytes, Buffer.from([0])]))],
  ['mac_of_another_payload', 'session.bad_mac', 'the payload was exchanged',
    `${head}.${encode({ ...PAYLOAD, sub: 'admin' })}.${signature}`],
  ['mac_of_another_header', 'session.bad_mac', 'the header was exchanged',
    `${encode({ ...HEADER, note: 'x' })}.${body}.${signature}`],
  // The payload
  ['payload_not_json', 'session.bad_claims', 'the payload is no JSON',
    sign(HEADER, 'sub=user-7f3a')],
  ['payload_string', 'session.bad_claims', 'the payload is no object', sign(HEADER, '"user-7f3a"')],
  ['payload_trailing', 'session.bad_claims', 'something after the object',
    sign(HEADER, `${text(PAYLOAD)}{}`)],
  ['payload_byte_order_mark', 'session.bad_claims', 'a byte order mark before the object',
    sign(HEADER, `\ufeff${text(PAYLOAD)}`)],
  ['duplicate_sub', 'session.bad_claims', 'sub twice: neither first nor last wins',
    rawClaims('"sub":"user-7f3a"', '"sub":"user-7f3a","sub":"admin"')],
  ['duplicate_sub_escaped', 'session.bad_claims', 'sub twice, once in escapes',
    rawClaims('"sub":"user-7f3a"', '"sub":"user-7f3a","s\\u0075b":"admin"')],
  ['sub_with_nul', 'session.bad_claims', 'sub would end at the NUL', rawClaims('user-7f3a',
    'admin\\u0000x')],
  // The parties
  ['iss_missing', 'session.bad_iss', 'no iss', sign(HEADER, without(PAYLOAD, 'iss'))],
  ['iss_of_another_host', 'session.bad_iss', 'another host',
    withClaims({ iss: 'https://example.org' })],
  ['iss_with_slash', 'session.bad_iss', 'an origin ends without a slash',
    withClaims({ iss: `${ISSUER}/` })],
  ['aud_missing', 'session.bad_aud', 'no aud', sign(HEADER, without(PAYLOAD, 'aud'))],
  ['aud_of_another_service', 'session.bad_aud', 'meant for another service',
    withClaims({ aud: 'https://example.com/chat' })],
  ['aud_array', 'session.bad_aud', 'aud is a string', withClaims({ aud: [AUDIENCE] })],
  ['sub_missing', 'session.bad_claims', 'no sub', sign(HEADER, without(PAYLOAD, 'sub'))],
  ['sub_empty', 'session.bad_claims', 'an empty sub', withClaims({ sub: '' })],
  ['sub_number', 'session.bad_claims', 'sub is a string', withClaims({ sub: 42 })],
  ['sub_too_long', 'session.bad_claims', 'sub of 256 characters',
    withClaims({ sub: 'u'.repeat(256) })],
  ['sub_not_ascii', 'session.bad_claims', 'sub is printable ASCII', withClaims({ sub: 'jürg' })],
  ['sub_control_character', 'session.bad_claims', 'sub is printable ASCII',
    withClaims({ sub: 'user\n7f3a' })],
  ['sid_missing', 'session.bad_claims', 'no sid', sign(HEADER, without(PAYLOAD, 'sid'))],
  ['sid_empty', 'session.bad_claims', 'an empty sid', withClaims({ sid: '' })],
  ['sid_too_long', 'session.bad_claims', 'sid of 256 characters',
    withClaims({ sid: 's'.repeat(256) })],
  // The times
  ['exp_missing', 'session.bad_claims', 'no exp', sign(HEADER, without(PAYLOAD, 'exp'))],
  ['exp_null', 'session.bad_claims', 'exp is null', withClaims({ exp: null })],
  ['exp_string', 'session.bad_claims', 'exp is a number', withClaims({ exp: String(NOW + 840) })],
  ['exp_fraction', 'session.bad_claims', 'exp is a whole number', withClaims({ exp: NOW + 840.5 })],
  ['exp_huge', 'session.bad_claims', 'exp is beyond every whole number',
    rawClaims(String(NOW + 840), '1e99')],
  ['exp_negative', 'session.bad_claims', 'exp before 1970', withClaims({ exp: -1 })],
  ['exp_before_iat', 'session.bad_claims', 'exp is not after iat',
    withClaims({ iat: NOW, exp: NOW })],
  ['exp_too_far', 'session.too_long', 'exp - iat is one second more than max_lifetime',
    withClaims({ iat: NOW, exp: NOW + 3601 })],
  ['exp_far_future', 'session.too_long', 'a session for ever',
    withClaims({ exp: 9007199254740991 })],
  ['expired_now', 'session.expired', 'exp is this very second', withClaims({ exp: NOW })],
  ['expired_long_ago', 'session.expired', 'exp was yesterday',
    withClaims({ auth_time: NOW - 90000, iat: NOW - 90000, exp: NOW - 86400 })],
  ['iat_missing', 'session.bad_claims', 'no iat', sign(HEADER, without(PAYLOAD, 'iat'))],
  ['iat_string', 'session.bad_claims', 'iat is a number', withClaims({ iat: String(NOW - 60) })],
  ['iat_ahead', 'session.from_the_future', 'iat 31 s ahead', withClaims({ iat: NOW + 31 })],
  ['auth_time_missing', 'session.bad_claims', 'no auth_time',
    sign(HEADER, without(PAYLOAD, 'auth_time'))],
  ['auth_time_negative', 'session.bad_claims', 'auth_time before 1970',
    withClaims({ auth_time: -1 })],
  ['auth_time_fraction', 'session.bad_claims', 'auth_time is a whole number',
    withClaims({ auth_time: NOW - 0.5 })],
  ['auth_time_ahead', 'session.from_the_future', 'auth_time 31 s ahead',
    withClaims({ auth_time: NOW + 31 })],
  ['not_before_ahead', 'session.from_the_future', 'nbf has not come',
    withClaims({ nbf: NOW + 31 })],
  // How, and who
  ['amr_string', 'session.bad_claims', 'amr is an array', withClaims({ amr: 'pwd' })],
  ['amr_numbers', 'session.bad_claims', 'amr is an array of strings', withClaims({ amr: [1] })],
  ['amr_too_many', 'session.bad_claims', 'amr of 17 values',
    withClaims({ amr: Array(17).fill('pwd') })],
  ['acr_number', 'session.bad_claims', 'acr is a string', withClaims({ acr: 1 })],
  ['claims_array', 'session.bad_claims', 'claims is an object', withClaims({ claims: ['Ada'] })],
  ['claims_text', 'session.bad_claims', 'claims is an object, not its text',
    withClaims({ claims: JSON.stringify(CLAIMS) })],
  ['claims_too_large', 'session.bad_claims', 'claims of 2049 bytes',
    withClaims({ claims: claimsOf(2049) })],
  ['claims_too_deep', 'session.bad_claims', 'claims nested deeper than anyone needs',
    rawClaims('"sub"', `"claims":${'{"a":'.repeat(20)}1${'}'.repeat(20)},"sub"`)],
];

function write(name, vector) {
  fs.writeFileSync(path.join(__dirname, `${name}.json`), `${JSON.stringify(vector, null, 2)}\n`);
}
const shared = (extra) => ({
  issuer: ISSUER, audience: AUDIENCE, max_lifetime: 3600, now: NOW, secrets: extra.secrets || ONE,
});

for (const file of fs.readdirSync(__dirname)) {
  if (file.endsWith('.json')) fs.unlinkSync(path.join(__dirname, file));
}
for (const [name, why, token, extra = {}] of good) {
  write(`good_${name}`, {
    name, valid: true, why, ...shared(extra), token, session: { ...SESSION, ...extra.session },
  });
}
for (const [name, reason, why, token, extra = {}] of bad) {
  write(`bad_${name}`, { name, valid: false, reason, why, ...shared(extra), token });
}
