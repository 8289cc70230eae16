// The life of a client, told once for every library: signs a person in, reads userinfo, refreshes,
// asks for itself, narrows to a resource, introspects, revokes. A party is what a library makes of
// it:
//
//   sign_in(parameters) refresh(tokens, parameters) own_token(parameters)  { access_token, ... }
//   userinfo(tokens) introspect(token) introspect_signed(token)            the claims
//   revoke(token)
//
// Each rejects when the server refuses, with the error of RFC 6749 in `error` or `cause.error`.
import assert from 'node:assert/strict';

import { kMethods, registration_of } from './client_keys.mjs';

export const kCallback = 'https://client.example/cb';
export const kApi = 'https://api.client-life.example/v1';
const kScope = 'openid email offline_access';

function base_metadata(method) {
  const own = method === 'none' ? [] : ['client_credentials'];
  return {
    client_name: `Life of ${method}`,
    redirect_uris: [kCallback],
    response_types: ['code'],
    grant_types: ['authorization_code', 'refresh_token', ...own],
    scope: `${kScope} echo:read`,
    ...(method === 'none' ? {} : { introspection_signed_response_alg: 'ES256' }),
  };
}

// `register(registered, private_jwk)` makes the party.
async function new_party(stack, method, register) {
  const { metadata, private_jwk } = registration_of(method);
  const registered = await stack.create_client({ ...base_metadata(method), ...metadata });
  return register(registered, private_jwk);
}

async function refused(promise, error) {
  await assert.rejects(promise, (fault) => {
    assert.equal(fault.error ?? fault.cause?.error ?? fault.cause?.[0]?.parameters?.error, error);
    return true;
  });
}

async function person_cases(check, party) {
  await check('signs in, reads userinfo, refreshes', async () => {
    const tokens = await party.sign_in({ scope: kScope });
    assert.equal((await party.userinfo(tokens)).email, 'amina@example.com');
    const refreshed = await party.refresh(tokens);
    assert.notEqual(refreshed.access_token, tokens.access_token);
    assert.notEqual(refreshed.refresh_token, tokens.refresh_token);
    assert.equal((await party.userinfo({ ...tokens, ...refreshed })).email, 'amina@example.com');
  });
  // RFC 8707 2.2: a refresh asks for fewer of the resources, never for others.
  await check('narrows an access token to a resource', async () => {
    const tokens = await party.sign_in({ scope: `${kScope} echo:read`, resource: kApi });
    assert.equal(payload_of(tokens.access_token).aud, kApi);
    const refreshed = await party.refresh(tokens, { resource: kApi });
    assert.equal(payload_of(refreshed.access_token).aud, kApi);
    await refused(
      party.refresh(refreshed, { resource: 'https://elsewhere.example' }),
      'invalid_target',
    );
  });
  // RFC 7009 2.1: the end of a refresh token is the end of its access tokens.
  await check('revokes a refresh token and all that came of it', async () => {
    const tokens = await party.sign_in({ scope: kScope });
    await party.revoke(tokens.refresh_token);
    await refused(party.refresh(tokens), 'invalid_grant');
    await refused(party.userinfo(tokens), 'invalid_token');
    await party.revoke('unknown.token');
  });
}

// RFC 7662 2.2 and RFC 9701 5: what a confidential client learns of its own tokens.
async function introspection_cases(check, party) {
  await check('introspects its tokens', async () => {
    const tokens = await party.sign_in({ scope: kScope });
    const known = await party.introspect(tokens.access_token);
    assert.equal(known.active, true);
    assert.equal(known.client_id, party.client_id);
    assert.equal(known.scope, kScope);
    assert.equal((await party.introspect(tokens.refresh_token)).active, true);
    await party.revoke(tokens.access_token);
    assert.deepEqual(await party.introspect(tokens.access_token), { active: false });
  });
  if (party.introspect_signed === undefined) return;
  await check('gets a signed answer to an introspection', async () => {
    const tokens = await party.sign_in({ scope: kScope });
    const known = await party.introspect_signed(tokens.access_token);
    assert.equal(known.active, true);
    assert.equal(known.sub, 'acct-1001');
  });
}

// RFC 6749 4.4: a token for the client itself.
async function own_cases(check, party) {
  await check('asks for itself', async () => {
    const tokens = await party.own_token({ scope: 'echo:read', resource: kApi });
    assert.equal(tokens.refresh_token, undefined);
    assert.equal(tokens.id_token, undefined);
    const claims = payload_of(tokens.access_token);
    assert.equal(claims.sub, party.client_id);
    assert.equal(claims.aud, kApi);
    assert.equal((await party.introspect(tokens.access_token)).scope, 'echo:read');
  });
  await check('is told what it may not ask for itself', async () => {
    await refused(party.own_token({ scope: 'openid' }), 'invalid_scope');
    await refused(party.own_token({ resource: 'https://elsewhere.example' }), 'invalid_target');
  });
}

function payload_of(jwt) {
  return JSON.parse(Buffer.from(jwt.split('.')[1], 'base64url').toString('utf8'));
}

// Every method that discovery names, through the whole list.
export async function live_every_life(tally, stack, register) {
  await stack.lockspire(['resource', 'add', kApi, '--scope', 'echo:read']);
  const discovery = await fetch(`${stack.issuer}/.well-known/openid-configuration`);
  const { token_endpoint_auth_methods_supported: supported } = await discovery.json();
  await tally.check('every method of client authentication is tried', () => {
    const untried = supported.filter((method) => !kMethods.includes(method));
    assert.deepEqual(untried, []);
  });
  for (const method of kMethods.filter((name) => supported.includes(name))) {
    const party = await new_party(stack, method, register);
    const check = (rule, body) => tally.check(`${method}: ${rule}`, body);
    await person_cases(check, party);
    if (method === 'none') continue;
    await introspection_cases(check, party);
    await own_cases(check, party);
  }
}
