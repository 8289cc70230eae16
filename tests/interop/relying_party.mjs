// A relying party made of the certified openid-client: it builds the request, judges the answer,
// verifies the ID token. Only the person at the browser is ours.
import { webcrypto } from 'node:crypto';

import { custom, generators, Issuer } from 'openid-client';

import { unescape_html } from './page.mjs';
import { authorize } from './user_agent.mjs';

// Debian's Node 18 has it under another name.
globalThis.crypto ??= webcrypto;
custom.setHttpOptionsDefaults({ timeout: 15_000 });

export const kScope = 'openid profile email address phone offline_access';

export class RelyingParty {
  // Registers a client of this metadata at the stack and finds the provider by discovery. `jwks`: its
  // private keys, which the stack does not see.
  static async register(stack, metadata, jwks) {
    const registered = await stack.create_client({
      client_name: 'Interop story',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      scope: kScope,
      ...metadata,
    });
    const issuer = await Issuer.discover(stack.issuer);
    const redirect_uri = metadata.callback ?? metadata.redirect_uris[0];
    return new RelyingParty(issuer, registered, redirect_uri, jwks);
  }

  constructor(issuer, registered, redirect_uri, jwks) {
    this.issuer = issuer;
    this.registered = registered;
    this.redirect_uri = redirect_uri;
    this.client = new issuer.Client(
      {
        client_id: registered.client_id,
        client_secret: registered.client_secret,
        token_endpoint_auth_method: registered.token_endpoint_auth_method,
        token_endpoint_auth_signing_alg: registered.token_endpoint_auth_signing_alg,
        id_token_signed_response_alg: registered.id_token_signed_response_alg,
        redirect_uris: [redirect_uri],
        response_types: ['code'],
      },
      jwks,
    );
  }

  // A request and what must be remembered of it. `parameters` are added or replaced.
  begin(parameters = {}) {
    const checks = {
      state: generators.state(),
      nonce: generators.nonce(),
      code_verifier: generators.codeVerifier(),
      response_type: 'code',
      ...(parameters.max_age === undefined ? {} : { max_age: parameters.max_age }),
    };
    const url = this.client.authorizationUrl({
      scope: kScope,
      state: checks.state,
      nonce: checks.nonce,
      code_challenge: generators.codeChallenge(checks.code_verifier),
      code_challenge_method: 'S256',
      ...parameters,
    });
    return { url, checks };
  }

  // From the request to the answer's parameters, as the response mode delivers them.
  async ask(agent, person, parameters) {
    const { url, checks } = this.begin(parameters);
    const outcome = await authorize(agent, url, this.redirect_uri, person);
    return { ...outcome, checks, answer: this.#read(outcome) };
  }

  #read({ callback, page }) {
    if (callback !== undefined && callback.hash !== '') {
      return Object.fromEntries(new URLSearchParams(callback.hash.slice(1)));
    }
    if (callback !== undefined) return this.client.callbackParams(callback.toString());
    if (page.name !== 'form-post') return undefined;
    const { hidden } = page.form();
    const body = new URLSearchParams(hidden).toString();
    return this.client.callbackParams({ method: 'POST', url: '/', body });
  }

  // Exchanges the code; openid-client checks state, iss, the ID token's signature, claims and
  // at_hash.
  finish({ answer, checks, page }) {
    if (answer === undefined) {
      const text = unescape_html((page?.text ?? '').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '));
      throw new Error(`no answer but page ${page?.name} ${page?.status}: ${text.slice(0, 300)}`);
    }
    return this.client.callback(this.redirect_uri, answer, checks);
  }

  async sign_in(agent, person, parameters) {
    return this.finish(await this.ask(agent, person, parameters));
  }
}
