// Story: openid-client, which nobody here wrote, signs people in through Lockspire, reads userinfo
// and refreshes: with each method of client authentication, and public; in every response mode.
//
// usage: node openid_client.mjs [STACK.json]   without it, starts a stack and takes it down
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';

import { error_cases } from './openid_client_errors.mjs';
import { prompt_cases } from './openid_client_prompts.mjs';
import { RelyingParty } from './relying_party.mjs';
import { open_stack } from './stack.mjs';
import { Tally } from './tally.mjs';
import { UserAgent } from './user_agent.mjs';

const kWeb = ['https://client.example/cb?tenant=a%20b'];

function assert_person(tokens, userinfo) {
  const claims = tokens.claims();
  assert.equal(claims.sub, 'acct-1001');
  assert.equal(typeof claims.auth_time, 'number');
  assert.deepEqual(claims.amr, ['pwd']);
  assert.equal(typeof claims.aud, 'string');
  assert.equal(claims.email, undefined, 'claims for scopes come from userinfo');
  assert.equal(userinfo.name, 'Amina Okafor');
  assert.equal(userinfo.email, 'amina@example.com');
  assert.equal(userinfo.email_verified, true);
  assert.equal(userinfo.address.locality, 'Lagos');
  assert.equal(userinfo.phone_number, '+234 1 555 0101');
  assert.equal(userinfo.updated_at, 1_735_725_600);
}

async function whole_way(party) {
  const tokens = await party.sign_in(new UserAgent(), {});
  assert_person(tokens, await party.client.userinfo(tokens));
  const refreshed = await party.client.refresh(tokens);
  assert.notEqual(refreshed.access_token, tokens.access_token);
  const again = await party.client.userinfo(refreshed.access_token);
  assert.equal(again.sub, 'acct-1001');
  if (refreshed.id_token) {
    assert.equal(refreshed.claims().auth_time, tokens.claims().auth_time);
  }
}

// RFC 7523 2.2: a client proves itself with a key of its own, at every endpoint.
async function signing_clients(tally, stack) {
  const pairs = {
    ES256: { kty: 'EC', crv: 'P-256' },
    RS256: { kty: 'RSA' },
    PS256: { kty: 'RSA' },
    EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  };
  for (const [alg, { kty, crv }] of Object.entries(pairs)) {
    await tally.check(`private_key_jwt with ${alg} does all of it, and revokes`, async () => {
      const key = new_key(kty, crv, alg);
      const party = await RelyingParty.register(
        stack,
        {
          redirect_uris: kWeb,
          token_endpoint_auth_method: 'private_key_jwt',
          token_endpoint_auth_signing_alg: alg,
          jwks: { keys: [key.public_jwk] },
        },
        { keys: [key.private_jwk] },
      );
      assert.equal(party.registered.client_secret, undefined);
      await whole_way(party);
      const tokens = await party.sign_in(new UserAgent(), {});
      assert.equal((await party.client.introspect(tokens.access_token)).active, true);
      await party.client.revoke(tokens.refresh_token);
      assert.equal((await party.client.introspect(tokens.access_token)).active, false);
    });
  }
  await tally.check('private_key_jwt without a registered algorithm takes any', async () => {
    const key = new_key('EC', 'P-256', 'ES256');
    await whole_way(
      await RelyingParty.register(
        stack,
        {
          redirect_uris: kWeb,
          token_endpoint_auth_method: 'private_key_jwt',
          jwks: { keys: [key.public_jwk] },
        },
        { keys: [key.private_jwk] },
      ),
    );
  });
}

function new_key(kty, crv, alg) {
  const pair = {
    EC: () => generateKeyPairSync('ec', { namedCurve: crv }),
    RSA: () => generateKeyPairSync('rsa', { modulusLength: 2048 }),
    OKP: () => generateKeyPairSync('ed25519'),
  }[kty]();
  const more = { kid: `key-${alg}`, use: 'sig', alg };
  return {
    public_jwk: { ...pair.publicKey.export({ format: 'jwk' }), ...more },
    private_jwk: { ...pair.privateKey.export({ format: 'jwk' }), ...more },
  };
}

async function client_kinds(tally, stack) {
  const kinds = {
    'client_secret_basic signs in, reads userinfo, refreshes': {
      token_endpoint_auth_method: 'client_secret_basic',
    },
    'client_secret_post signs in, reads userinfo, refreshes': {
      token_endpoint_auth_method: 'client_secret_post',
    },
    'client_secret_jwt signs in, reads userinfo, refreshes': {
      token_endpoint_auth_method: 'client_secret_jwt',
    },
    'a public client signs in, reads userinfo, refreshes': { token_endpoint_auth_method: 'none' },
    'a client that wants ES256 gets ID tokens signed with it': {
      id_token_signed_response_alg: 'ES256',
    },
  };
  for (const [rule, metadata] of Object.entries(kinds)) {
    await tally.check(rule, async () => {
      await whole_way(await RelyingParty.register(stack, { redirect_uris: kWeb, ...metadata }));
    });
  }
  await signing_clients(tally, stack);
  // RFC 8252 7.3: the port of a loopback redirect URI is chosen when the app runs.
  await tally.check(
    'a native app signs in at a loopback port that was not registered',
    async () => {
      await whole_way(
        await RelyingParty.register(stack, {
          token_endpoint_auth_method: 'none',
          redirect_uris: ['http://127.0.0.1/cb'],
          callback: 'http://127.0.0.1:51123/cb',
        }),
      );
    },
  );
  await tally.check('a native app signs in at a private-use scheme', async () => {
    await whole_way(
      await RelyingParty.register(stack, {
        token_endpoint_auth_method: 'none',
        redirect_uris: ['com.example.app:/cb'],
      }),
    );
  });
}

async function response_modes(tally, stack) {
  const party = await RelyingParty.register(stack, { redirect_uris: kWeb });
  await tally.check('the answer is appended to the query that the redirect URI has', async () => {
    const { callback } = await party.ask(new UserAgent(), {});
    assert.match(callback.search, /^\?tenant=a%20b&/);
    assert.equal(callback.searchParams.get('iss'), stack.issuer);
  });
  await tally.check('response_mode=fragment answers in the fragment', async () => {
    const asked = await party.ask(new UserAgent(), {}, { response_mode: 'fragment' });
    assert.equal(asked.callback.search, '?tenant=a%20b');
    assert.equal(asked.callback.hash.includes('+'), false);
    const tokens = await party.finish(asked);
    assert_person(tokens, await party.client.userinfo(tokens));
  });
  await tally.check('response_mode=form_post answers with a page that posts the code', async () => {
    const asked = await party.ask(new UserAgent(), {}, { response_mode: 'form_post' });
    assert.equal(asked.page.name, 'form-post');
    assert.equal(asked.page.form().action, kWeb[0]);
    assert.equal(asked.answer.iss, stack.issuer);
    assert.equal((await party.finish(asked)).claims().sub, 'acct-1001');
  });
  await tally.check('response_mode=form_post delivers a refusal by the person too', async () => {
    const asked = await party.ask(
      new UserAgent(),
      { decision: 'deny' },
      { response_mode: 'form_post' },
    );
    await assert.rejects(async () => party.finish(asked), { error: 'access_denied' });
  });
}

async function claims_and_scopes(tally, stack) {
  const party = await RelyingParty.register(stack, { redirect_uris: kWeb });
  // OIDC Core 5.5: the claims parameter asks for single claims in the ID token.
  await tally.check('the claims parameter puts claims into the ID token', async () => {
    const claims = JSON.stringify({
      id_token: { email: { essential: true }, given_name: null, no_such_claim: null },
      userinfo: { birthdate: null },
    });
    const tokens = await party.sign_in(new UserAgent(), {}, { scope: 'openid', claims });
    assert.equal(tokens.claims().email, 'amina@example.com');
    assert.equal(tokens.claims().given_name, 'Amina');
    const userinfo = await party.client.userinfo(tokens);
    assert.equal(userinfo.birthdate, '1988-04-17');
    assert.equal(userinfo.email, undefined);
  });
  await tally.check('scope openid alone gives the sub alone, and no refresh token', async () => {
    const tokens = await party.sign_in(new UserAgent(), {}, { scope: 'openid' });
    assert.deepEqual(await party.client.userinfo(tokens), { sub: 'acct-1001' });
    assert.equal(tokens.refresh_token, undefined);
  });
  await tally.check(
    'claims that the host does not have are absent, and text in any script survives',
    async () => {
      const sam = await party.sign_in(new UserAgent(), { account: 'acct-1004' });
      const known = await party.client.userinfo(sam);
      assert.deepEqual(Object.keys(known).sort(), [
        'name',
        'preferred_username',
        'sub',
        'updated_at',
      ]);
      const eleni = await party.client.userinfo(
        await party.sign_in(new UserAgent(), { account: 'acct-1003' }),
      );
      assert.equal(eleni.name, 'Eleni Παπαδοπούλου');
      assert.equal(eleni.email_verified, false);
    },
  );
  // RFC 6750 2.2: the token may come in the body of a form.
  await tally.check('userinfo takes the token by POST, in the header and in the body', async () => {
    const tokens = await party.sign_in(new UserAgent(), {});
    for (const options of [{ method: 'POST' }, { method: 'POST', via: 'body' }]) {
      assert.equal((await party.client.userinfo(tokens, options)).sub, 'acct-1001');
    }
  });
  await tally.check('a request without nonce is answered without nonce', async () => {
    const { url, checks } = party.begin();
    const plain = new URL(url);
    plain.searchParams.delete('nonce');
    delete checks.nonce;
    const agent = new UserAgent();
    await party.sign_in(agent, { remember: true });
    const { callback } = await agent.open(plain.toString(), party.redirect_uri);
    const tokens = await party.finish({
      answer: party.client.callbackParams(callback.toString()),
      checks,
    });
    assert.equal(tokens.claims().nonce, undefined);
  });
}

const stack = await open_stack(process.argv[2]);
const tally = new Tally();
try {
  await client_kinds(tally, stack);
  await response_modes(tally, stack);
  await claims_and_scopes(tally, stack);
  await prompt_cases(tally, stack);
  await error_cases(tally, stack);
} finally {
  await stack.close();
}
tally.finish();
