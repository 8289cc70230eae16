// A browser without a screen: cookies by host name, redirects one by one, forms by their fields.
import { exchange } from './http_exchange.mjs';
import { Page } from './page.mjs';

const kMaxRedirects = 12;

export class UserAgent {
  #cookies = new Map();

  #jar(host) {
    if (!this.#cookies.has(host)) this.#cookies.set(host, new Map());
    return this.#cookies.get(host);
  }

  #store(host, set_cookies) {
    for (const line of set_cookies) {
      const [pair, ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const ended = attributes.some((text) => /^max-age=(0|-\d+)$/i.test(text));
      if (ended) this.#jar(host).delete(name);
      else this.#jar(host).set(name, pair.slice(pair.indexOf('=') + 1));
    }
  }

  cookie_names(host) {
    return [...this.#jar(host).keys()];
  }

  // Like a browser whose cookie ran out.
  drop_cookie(host, name) {
    this.#jar(host).delete(name);
  }

  // `with_cookies: false`: as SameSite=Lax keeps them back from a POST that another site starts.
  async send(method, url, { headers = {}, body, with_cookies = true } = {}) {
    const host = new URL(url).hostname;
    const cookie = [...this.#jar(host)].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await exchange(method, url, {
      headers: { ...headers, ...(cookie && with_cookies ? { Cookie: cookie } : {}) },
      body,
    });
    this.#store(host, response.set_cookies);
    return response;
  }

  // Follows redirects until a page answers or the way leads to `redirect_uri`, which is not
  // visited. Returns { page } or { callback: URL }.
  async open(url, redirect_uri) {
    return this.#follow(url, await this.send('GET', url), redirect_uri);
  }

  async #follow(start, first, redirect_uri) {
    let url = start;
    let response = first;
    for (let i = 0; i < kMaxRedirects; i += 1) {
      const { location } = response.headers;
      if (location === undefined) return { page: new Page(response, url) };
      url = new URL(location, url).toString();
      if (url === redirect_uri || /^[?#&]/.test(after(url, redirect_uri)))
        return { callback: new URL(url) };
      response = await this.send('GET', url);
    }
    throw new Error(`${start}: more than ${kMaxRedirects} redirects`);
  }

  // Sends the form as our own pages' forms are sent: Referrer-Policy: no-referrer makes Origin
  // null.
  async submit(page, form, fields, redirect_uri) {
    const url = new URL(form.action, page.url).toString();
    const quiet = page.headers['referrer-policy'] === 'no-referrer';
    const response = await this.send('POST', url, {
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: quiet ? 'null' : new URL(page.url).origin,
        'Sec-Fetch-Site': 'same-origin',
      },
      body: new URLSearchParams({ ...form.hidden, ...fields }).toString(),
    });
    return this.#follow(url, response, redirect_uri);
  }
}

function after(url, prefix) {
  return prefix !== undefined && url.startsWith(prefix) ? url.slice(prefix.length) : '';
}

// What a person does from the authorization URL on: signs in when asked, answers the consent page.
// `person`: { account, decision: "approve", "deny" or "leave", remember, login: "cancel" }. Ends at
// the callback, at a form-post page, or at any other page: { callback } or { page }; the steps
// taken on the way are in `steps`.
export async function authorize(agent, url, redirect_uri, person = {}) {
  const steps = [];
  let at = await agent.open(url, redirect_uri);
  while (
    at.page !== undefined &&
    ['host-login', 'consent'].includes(at.page.name) &&
    steps.length < 6
  ) {
    if (at.page.name === 'consent' && person.decision === 'leave') break;
    steps.push(at.page.name);
    at = await answer(agent, at.page, redirect_uri, person);
  }
  return { ...at, steps };
}

function answer(
  agent,
  page,
  redirect_uri,
  { account = 'acct-1001', decision = 'approve', remember, login },
) {
  if (page.name === 'host-login') {
    const fields = { account, password: 'any', decision: login ?? 'sign-in' };
    return agent.submit(page, page.form('account'), fields, redirect_uri);
  }
  const fields = { decision, ...(remember ? { remember: 'true' } : {}) };
  return agent.submit(page, page.form('decision'), fields, redirect_uri);
}
