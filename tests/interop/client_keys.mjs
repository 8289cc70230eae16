// The ways in which a client proves who it is, and what it registers for each.
import { generateKeyPairSync, randomUUID } from 'node:crypto';

// RFC 8414 2: what this server takes, by its own words.
export const kMethods = [
  'client_secret_basic',
  'client_secret_post',
  'none',
  'client_secret_jwt',
  'private_key_jwt',
];

// { metadata, private_jwk }: the key pair of a client that signs assertions; for other methods there
// is none.
export function registration_of(method) {
  if (method !== 'private_key_jwt') return { metadata: { token_endpoint_auth_method: method } };
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const names = { kid: randomUUID(), alg: 'ES256', use: 'sig' };
  return {
    metadata: {
      token_endpoint_auth_method: method,
      token_endpoint_auth_signing_alg: 'ES256',
      jwks: { keys: [{ ...publicKey.export({ format: 'jwk' }), ...names }] },
    },
    private_jwk: { ...privateKey.export({ format: 'jwk' }), ...names },
  };
}
