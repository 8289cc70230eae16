// client_assertion.mjs ALG KEY_FILE CLIENT_ID AUDIENCE [CLAIMS [HEADER]]: prints a fresh client assertion. The file
// holds a private key in PEM, for HS256 the secret. CLAIMS and HEADER are JSON: members to put in, null to leave out.
// client_assertion.mjs jwks KEY_FILE...: prints the public keys as a JWK Set; the kid of each is its file's name.
import { constants, createHmac, createPublicKey, randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

const kid_of = (file) => basename(file, '.pem');

function jwks(files) {
  const keys = files.map((file) => ({
    ...createPublicKey(readFileSync(file)).export({ format: 'jwk' }),
    kid: kid_of(file),
    use: 'sig',
  }));
  return JSON.stringify({ keys });
}

function changed(members, changes) {
  const all = { ...members, ...JSON.parse(changes ?? '{}') };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
}

function signature(alg, key, input) {
  const bytes = Buffer.from(input);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  switch (alg) {
    case 'HS256':
      return createHmac('sha256', key.toString().trim()).update(bytes).digest();
    case 'ES256':
      return sign('sha256', bytes, { key, dsaEncoding: 'ieee-p1363' });
    case 'RS256':
      return sign('sha256', bytes, { key });
    case 'PS256':
      return sign('sha256', bytes, { key, padding, saltLength: 32 });
    case 'EdDSA':
      return sign(null, bytes, { key });
    default:
      throw new Error(`unknown algorithm ${alg}`);
  }
}

function assertion(alg, file, client_id, aud, claims, header) {
  const now = Math.floor(Date.now() / 1000);
  const kid = alg === 'HS256' ? {} : { kid: kid_of(file) };
  const said = { iss: client_id, sub: client_id, aud, jti: randomUUID(), iat: now, exp: now + 60 };
  const input = [changed({ alg, ...kid }, header), changed(said, claims)]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  return `${input}.${signature(alg, readFileSync(file), input).toString('base64url')}`;
}

const [first, ...rest] = process.argv.slice(2);
console.log(first === 'jwks' ? jwks(rest) : assertion(first, ...rest));
