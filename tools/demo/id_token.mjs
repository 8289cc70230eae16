// Verifying an ID token as OIDC Core 3.1.3.7 asks of a client. EXAMPLE CODE, but complete: each
// check that passed is named, so that the page can show it.
import { createHash, createPublicKey, verify } from 'node:crypto';

// The algorithms that this client accepts. The token never chooses anything else.
const kAlgorithms = {
  RS256: { kty: 'RSA', key: (key) => ({ key }) },
  ES256: { kty: 'EC', key: (key) => ({ key, dsaEncoding: 'ieee-p1363' }) },
};

// Seconds that the clocks of the two sites may differ.
const kSkew = 10;

function parse_part(part) {
  const value = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
  if (value === null || typeof value !== 'object')
    throw new Error('ID token: a part is no JSON object');
  return value;
}

function parse_jws(token) {
  const parts = String(token).split('.');
  if (parts.length !== 3) throw new Error('ID token: three parts were expected');
  return {
    header: parse_part(parts[0]),
    claims: parse_part(parts[1]),
    signed: Buffer.from(`${parts[0]}.${parts[1]}`),
    signature: Buffer.from(parts[2], 'base64url'),
  };
}

export function find_key(jwks, { alg, kid }) {
  const { kty } = kAlgorithms[alg];
  const usable = jwks.keys.filter(
    (key) => key.kty === kty && (key.use ?? 'sig') === 'sig' && (key.alg ?? alg) === alg,
  );
  return usable.find((key) => key.kid === kid);
}

// `load_jwks(fresh)` gives the key set; a kid that is not in it is looked for once more, freshly.
async function verify_signature({ header, signed, signature }, load_jwks) {
  const algorithm = Object.hasOwn(kAlgorithms, header.alg) ? kAlgorithms[header.alg] : undefined;
  if (algorithm === undefined) throw new Error('ID token: alg is neither RS256 nor ES256');
  if (header.crit !== undefined)
    throw new Error('ID token: crit names what this client does not know');
  const jwk = find_key(await load_jwks(false), header) ?? find_key(await load_jwks(true), header);
  if (jwk === undefined) throw new Error('ID token: no key of the provider has this kid');
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  if (!verify('sha256', signed, algorithm.key(key), signature)) {
    throw new Error('ID token: the signature is wrong');
  }
}

function check_audience({ aud, azp }, client_id) {
  const audiences = Array.isArray(aud) ? aud : [aud];
  if (!audiences.includes(client_id)) return false;
  return azp === client_id || (azp === undefined && audiences.length === 1);
}

// at_hash: the left half of the hash of the access token; both algorithms here use SHA-256.
function left_half(access_token) {
  return createHash('sha256')
    .update(access_token, 'ascii')
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}

function check_times({ iat, exp }, now) {
  return Number.isFinite(iat) && Number.isFinite(exp) && exp > now - kSkew && iat <= now + kSkew;
}

// Returns { header, claims, passed: [words] }, or throws and says which check failed.
// `expected`: { issuer, client_id, nonce or undefined, access_token, sub or undefined }.
export async function verify_id_token(token, expected, load_jwks, now) {
  const jws = parse_jws(token);
  await verify_signature(jws, load_jwks);
  const { claims, header } = jws;
  const passed = [`signature: ${header.alg}, key ${header.kid} of the provider's JWKS`];
  const check = (holds, words) => {
    if (!holds) throw new Error(`ID token: failed: ${words}`);
    passed.push(words);
  };
  check(claims.iss === expected.issuer, 'iss is the issuer that was discovered');
  check(check_audience(claims, expected.client_id), 'aud is this client');
  check(check_times(claims, now), 'exp lies ahead, iat does not');
  check(typeof claims.sub === 'string' && claims.sub !== '', 'sub is there');
  if (expected.sub !== undefined)
    check(claims.sub === expected.sub, 'sub is still the same person');
  if (expected.nonce !== undefined)
    check(claims.nonce === expected.nonce, 'nonce is the one of this sign-in');
  if (claims.at_hash !== undefined) {
    check(
      claims.at_hash === left_half(expected.access_token),
      'at_hash belongs to the access token',
    );
  }
  return { header, claims, passed };
}
