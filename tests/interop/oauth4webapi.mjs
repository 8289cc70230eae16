// Story: oauth4webapi, stricter than most relying parties, lives the life of a client with every
// method of client authentication, and verifies every signature.
//
// usage: node oauth4webapi.mjs [STACK.json]   without it, starts a stack and takes it down
import { webcrypto } from 'node:crypto';

import { kCallback, live_every_life } from './client_life.mjs';
import { open_stack } from './stack.mjs';
import { Tally } from './tally.mjs';
import { authorize, UserAgent } from './user_agent.mjs';

// It wants Node 20; what it uses of that, Debian's Node 18 has under another name.
globalThis.crypto ??= webcrypto;
globalThis.CryptoKey ??= webcrypto.CryptoKey;
const oauth = await import('oauth4webapi');

// The issuer is on the loopback.
const kOptions = { [oauth.allowInsecureRequests]: true };

class WebApiParty {
  #server;
  #client;
  #proof;

  constructor(server, client, proof) {
    this.#server = server;
    this.#client = client;
    this.#proof = proof;
    this.client_id = client.client_id;
  }

  // What the server, the client and the proof of the client have to do with every request.
  #ask(request, ...rest) {
    return request(this.#server, this.#client, this.#proof, ...rest);
  }

  async sign_in(parameters) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const nonce = oauth.generateRandomNonce();
    const url = new URL(this.#server.authorization_endpoint);
    url.search = new URLSearchParams({
      client_id: this.client_id,
      redirect_uri: kCallback,
      response_type: 'code',
      state,
      nonce,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...parameters,
    }).toString();
    const { callback } = await authorize(new UserAgent(), url.toString(), kCallback);
    const answer = oauth.validateAuthResponse(this.#server, this.#client, callback, state);
    const response = await this.#ask(
      oauth.authorizationCodeGrantRequest,
      answer,
      kCallback,
      verifier,
      kOptions,
    );
    const tokens = await oauth.processAuthorizationCodeResponse(
      this.#server,
      this.#client,
      response,
      { expectedNonce: nonce, requireIdToken: true },
    );
    await oauth.validateApplicationLevelSignature(this.#server, response, kOptions);
    return tokens;
  }

  async refresh(tokens, parameters = {}) {
    const response = await this.#ask(oauth.refreshTokenGrantRequest, tokens.refresh_token, {
      ...kOptions,
      additionalParameters: parameters,
    });
    return oauth.processRefreshTokenResponse(this.#server, this.#client, response);
  }

  async own_token(parameters) {
    const response = await this.#ask(oauth.clientCredentialsGrantRequest, parameters, kOptions);
    return oauth.processClientCredentialsResponse(this.#server, this.#client, response);
  }

  async userinfo({ access_token }) {
    const response = await oauth.userInfoRequest(
      this.#server,
      this.#client,
      access_token,
      kOptions,
    );
    return oauth.processUserInfoResponse(this.#server, this.#client, 'acct-1001', response);
  }

  async introspect(token) {
    const plain = { ...this.#client };
    delete plain.introspection_signed_response_alg;
    const response = await oauth.introspectionRequest(
      this.#server,
      plain,
      this.#proof,
      token,
      kOptions,
    );
    return oauth.processIntrospectionResponse(this.#server, plain, response);
  }

  // RFC 9701 5: the library checks typ, iss, aud and that the signature is of a published key.
  async introspect_signed(token) {
    const response = await this.#ask(oauth.introspectionRequest, token, {
      ...kOptions,
      requestJwtResponse: true,
    });
    const known = await oauth.processIntrospectionResponse(this.#server, this.#client, response);
    await oauth.validateApplicationLevelSignature(this.#server, response, kOptions);
    return known;
  }

  async revoke(token) {
    const response = await this.#ask(oauth.revocationRequest, token, kOptions);
    await oauth.processRevocationResponse(response);
  }
}

function import_key(jwk) {
  return crypto.subtle.importKey('jwk', jwk, { name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
  ]);
}

async function proof_of(registered, private_jwk) {
  const secret = registered.client_secret;
  switch (registered.token_endpoint_auth_method) {
    case 'client_secret_basic':
      return oauth.ClientSecretBasic(secret);
    case 'client_secret_post':
      return oauth.ClientSecretPost(secret);
    case 'client_secret_jwt':
      return oauth.ClientSecretJwt(secret);
    case 'private_key_jwt':
      return oauth.PrivateKeyJwt({ key: await import_key(private_jwk), kid: private_jwk.kid });
    default:
      return oauth.None();
  }
}

const stack = await open_stack(process.argv[2]);
const tally = new Tally();
try {
  const issuer = new URL(stack.issuer);
  const server = await oauth.processDiscoveryResponse(
    issuer,
    await oauth.discoveryRequest(issuer, kOptions),
  );
  await live_every_life(tally, stack, async (registered, private_jwk) => {
    const { client_secret: _, ...client } = registered;
    return new WebApiParty(server, client, await proof_of(registered, private_jwk));
  });
} finally {
  await stack.close();
}
tally.finish();
