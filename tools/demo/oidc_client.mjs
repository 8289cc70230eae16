// A relying party's side of OpenID Connect: discovery, PKCE, code exchange, userinfo, refresh.
// EXAMPLE CODE, but nothing is left out.
import { createHash, randomBytes } from 'node:crypto';

import { post_form, request_json } from './http_client.mjs';
import { verify_id_token } from './id_token.mjs';

const random_text = () => randomBytes(32).toString('base64url');
const now_seconds = () => Math.floor(Date.now() / 1000);

// What went wrong, in the provider's words when it gave some.
export class SignInError extends Error {
  constructor(error, description) {
    super(description ?? error);
    this.error = error;
  }
}

// RFC 6749 2.3.1: id and secret are form-encoded before they are joined.
function basic_credentials(client_id, client_secret) {
  const encode = (text) => new URLSearchParams({ x: text }).toString().slice(2);
  const pair = `${encode(client_id)}:${encode(client_secret)}`;
  return `Basic ${Buffer.from(pair).toString('base64')}`;
}

export class OidcClient {
  #metadata;
  #jwks;

  // `settings`: { issuer, client_id, client_secret, redirect_uri, scope }.
  constructor(settings) {
    this.settings = settings;
  }

  async metadata() {
    if (this.#metadata !== undefined) return this.#metadata;
    const { issuer } = this.settings;
    const { status, json } = await request_json(`${issuer}/.well-known/openid-configuration`);
    if (status !== 200 || json.issuer !== issuer)
      throw new Error('discovery: this is not the issuer asked for');
    this.#metadata = json;
    return json;
  }

  async #load_jwks(fresh) {
    if (this.#jwks !== undefined && !fresh) return this.#jwks;
    const { jwks_uri } = await this.metadata();
    const { status, json } = await request_json(jwks_uri);
    if (status !== 200 || !Array.isArray(json.keys))
      throw new Error('the key set could not be read');
    this.#jwks = json;
    return json;
  }

  // Where to send the browser, and what to remember until it comes back.
  async start() {
    const { authorization_endpoint } = await this.metadata();
    const { client_id, redirect_uri, scope } = this.settings;
    const pending = { state: random_text(), nonce: random_text(), code_verifier: random_text() };
    const url = new URL(authorization_endpoint);
    const parameters = {
      response_type: 'code',
      client_id,
      redirect_uri,
      scope,
      state: pending.state,
      nonce: pending.nonce,
      code_challenge: createHash('sha256').update(pending.code_verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return { url: url.toString(), pending };
  }

  // RFC 9207 2.4: an answer of another issuer is not looked at, not even its error.
  async #check_response(answer) {
    const { issuer, authorization_response_iss_parameter_supported: promised } =
      await this.metadata();
    const iss = answer.get('iss');
    if (iss === null ? promised : iss !== issuer) {
      throw new SignInError(
        'wrong_issuer',
        'The answer did not come from the issuer that was asked.',
      );
    }
    if (answer.has('error')) {
      throw new SignInError(answer.get('error'), answer.get('error_description') ?? undefined);
    }
    if (!answer.get('code'))
      throw new SignInError('no_code', 'The answer carries neither code nor error.');
  }

  async #ask_token(fields) {
    const { token_endpoint } = await this.metadata();
    const { client_id, client_secret } = this.settings;
    const { status, json } = await post_form(token_endpoint, fields, {
      Authorization: basic_credentials(client_id, client_secret),
    });
    if (status !== 200)
      throw new SignInError(json.error ?? `status ${status}`, json.error_description);
    if (String(json.token_type).toLowerCase() !== 'bearer')
      throw new SignInError('token_type', 'No bearer token.');
    return json;
  }

  async #ask_userinfo(access_token, sub) {
    const { userinfo_endpoint } = await this.metadata();
    const { status, json } = await request_json(userinfo_endpoint, {
      headers: { Authorization: `Bearer ${access_token}` },
    });
    if (status !== 200)
      throw new SignInError(json.error ?? `status ${status}`, json.error_description);
    // OIDC Core 5.3.2: without this the answer could be about someone else.
    if (json.sub !== sub) throw new SignInError('wrong_sub', 'Userinfo is about another person.');
    return json;
  }

  async #verify(tokens, expected) {
    const { issuer, client_id } = this.settings;
    return verify_id_token(
      tokens.id_token,
      { issuer, client_id, access_token: tokens.access_token, ...expected },
      (fresh) => this.#load_jwks(fresh),
      now_seconds(),
    );
  }

  // `answer`: the parameters of the callback; `pending`: what start() gave, found by the answer's
  // state.
  async finish(answer, pending) {
    await this.#check_response(answer);
    const tokens = await this.#ask_token({
      grant_type: 'authorization_code',
      code: answer.get('code'),
      redirect_uri: this.settings.redirect_uri,
      code_verifier: pending.code_verifier,
    });
    const id_token = await this.#verify(tokens, { nonce: pending.nonce });
    const userinfo = await this.#ask_userinfo(tokens.access_token, id_token.claims.sub);
    return { tokens, id_token, userinfo, refreshed: 0 };
  }

  // The same sign-in with new tokens. A refresh token that was not replaced stays; an ID token may
  // be absent.
  async refresh(signed_in) {
    const { refresh_token } = signed_in.tokens;
    const fresh = await this.#ask_token({ grant_type: 'refresh_token', refresh_token });
    const tokens = { refresh_token, ...fresh };
    const { sub } = signed_in.id_token.claims;
    const id_token = fresh.id_token ? await this.#verify(tokens, { sub }) : signed_in.id_token;
    const userinfo = await this.#ask_userinfo(tokens.access_token, sub);
    return { tokens, id_token, userinfo, refreshed: signed_in.refreshed + 1 };
  }
}
