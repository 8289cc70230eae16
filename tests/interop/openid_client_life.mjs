// Story: openid-client lives the life of a client with every method of client authentication.
//
// usage: node openid_client_life.mjs [STACK.json]   without it, starts a stack and takes it down
import { webcrypto } from 'node:crypto';

import { custom, generators, Issuer } from 'openid-client';

import { kCallback, live_every_life } from './client_life.mjs';
import { open_stack } from './stack.mjs';
import { Tally } from './tally.mjs';
import { authorize, UserAgent } from './user_agent.mjs';

// Debian's Node 18 has it under another name.
globalThis.crypto ??= webcrypto;
custom.setHttpOptionsDefaults({ timeout: 15_000 });

class OpenidClientParty {
  #client;
  #proof;

  constructor(client) {
    this.#client = client;
    // One audience, the issuer; the library would name the token endpoint too.
    this.#proof = { clientAssertionPayload: { aud: client.issuer.issuer } };
    this.client_id = client.metadata.client_id;
  }

  async sign_in(parameters) {
    const checks = {
      state: generators.state(),
      nonce: generators.nonce(),
      code_verifier: generators.codeVerifier(),
      response_type: 'code',
    };
    const url = this.#client.authorizationUrl({
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: generators.codeChallenge(checks.code_verifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
    const { callback } = await authorize(new UserAgent(), url, kCallback);
    return this.#client.callback(
      kCallback,
      this.#client.callbackParams(callback.toString()),
      checks,
      this.#proof,
    );
  }

  refresh(tokens, parameters = {}) {
    return this.#client.refresh(tokens.refresh_token, {
      exchangeBody: parameters,
      ...this.#proof,
    });
  }

  own_token(parameters) {
    return this.#client.grant({ grant_type: 'client_credentials', ...parameters }, this.#proof);
  }

  userinfo(tokens) {
    return this.#client.userinfo(tokens.access_token);
  }

  introspect(token) {
    return this.#client.introspect(token, undefined, this.#proof);
  }

  revoke(token) {
    return this.#client.revoke(token, undefined, this.#proof);
  }
}

const stack = await open_stack(process.argv[2]);
const tally = new Tally();
try {
  const issuer = await Issuer.discover(stack.issuer);
  await live_every_life(tally, stack, (registered, private_jwk) => {
    const keys = private_jwk === undefined ? undefined : { keys: [private_jwk] };
    // It reads signed answers of no endpoint but userinfo.
    const { introspection_signed_response_alg: _, ...metadata } = registered;
    return new OpenidClientParty(new issuer.Client(metadata, keys));
  });
} finally {
  await stack.close();
}
tally.finish();
