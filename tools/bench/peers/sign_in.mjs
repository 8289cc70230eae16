// A browser that goes once through oidc-provider's own pages of sign-in and consent.

class Jar {
  #cookies = new Map();

  take(response) {
    for (const line of response.headers.getSetCookie?.() ?? [response.headers.get('set-cookie')].flat()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line ?? '') ?? [];
      if (name === undefined) continue;
      if (value === '') this.#cookies.delete(name); else this.#cookies.set(name, value);
    }
  }

  get header() { return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '); }

  // Those of the session, without those of the interaction that is over.
  get session() {
    return [...this.#cookies].filter(([name]) => name.startsWith('_session'))
      .map(([name, value]) => `${name}=${value}`).join('; ');
  }
}

const forms = { login: 'prompt=login&login=ada&password=ada', consent: 'prompt=consent' };

// Answers what a page asks, until the browser is sent to the client. Resolves to the Cookie header of a person
// who is signed in and has agreed.
export async function signIn(issuer, client) {
  const jar = new Jar();
  const go = async (url, options = {}) => {
    const response = await fetch(url, { redirect: 'manual', ...options,
      headers: { ...options.headers, cookie: jar.header } });
    jar.take(response);
    return response;
  };
  const query = new URLSearchParams({ client_id: client.client_id, redirect_uri: client.redirect_uris[0],
    response_type: 'code', scope: 'openid email offline_access', prompt: 'consent', state: 's', nonce: 'n',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256' });
  let response = await go(`${issuer}/auth?${query}`);
  for (let step = 0; step < 12; step += 1) {
    const location = response.headers.get('location');
    if (location?.startsWith(client.redirect_uris[0])) {
      if (!new URL(location).searchParams.has('code')) throw new Error(`no code: ${location}`);
      return jar.session;
    }
    if (location) {
      response = await go(new URL(location, issuer));
      continue;
    }
    const page = await response.text();
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1];
    const prompt = /name="prompt" value="([a-z]+)"/.exec(page)?.[1];
    if (!action || !(prompt in forms)) throw new Error(`unexpected page ${response.status}: ${page.slice(0, 400)}`);
    response = await go(new URL(action, issuer), { method: 'POST', body: forms[prompt],
      headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  }
  throw new Error('the sign-in has no end');
}
