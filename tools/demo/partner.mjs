// The demo partner: a third-party app that lets people sign in with their account elsewhere.
// EXAMPLE CODE.
//
// A confidential client (client_secret_basic) whose redirect URI is http://127.0.0.1:PORT/callback.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { OidcClient, SignInError } from './oidc_client.mjs';
import { refusal_page, signed_in_page, start_page } from './partner_pages.mjs';
import {
  make_cookie,
  parse_arguments,
  read_cookie,
  redirect,
  Refusal,
  require_own_origin,
  run,
  send_css,
  send_page,
  serve,
} from './web.mjs';

const kUsage =
  'partner.mjs --port N --issuer URL --client-id ID --client-secret-file FILE [--scope SCOPES]';
const kScope = 'openid profile email offline_access';
const kCookie = 'demo_partner';
const kCss = readFileSync(new URL('demo.css', import.meta.url));
const kMaxBrowsers = 10_000;
const kMaxPending = 8;

// What this app remembers of one browser: the sign-ins under way by `state`, the result, the last
// problem.
class Browsers {
  #browsers = new Map();

  find(request) {
    return this.#browsers.get(read_cookie(request, kCookie));
  }

  // The browser's entry, made anew when there is none; `cookies` carries its id then.
  open(request) {
    const known = this.find(request);
    if (known !== undefined) return { browser: known, cookies: [] };
    const id = randomBytes(32).toString('base64url');
    const browser = { pending: new Map(), signed_in: undefined, problem: undefined };
    this.#browsers.set(id, browser);
    if (this.#browsers.size > kMaxBrowsers)
      this.#browsers.delete(this.#browsers.keys().next().value);
    return { browser, cookies: [make_cookie(kCookie, id, { secure: false })] };
  }

  forget(request) {
    this.#browsers.delete(read_cookie(request, kCookie));
    return make_cookie(kCookie, '', { secure: false, max_age: 0 });
  }
}

function to_problem(fault) {
  if (!(fault instanceof SignInError)) process.stderr.write(`${fault.stack ?? fault}\n`);
  return { error: fault.error ?? 'fault', message: fault.message };
}

function show_home(app, request, response) {
  const browser = app.browsers.find(request);
  const problem = browser?.problem;
  if (browser) browser.problem = undefined;
  const page = browser?.signed_in
    ? signed_in_page(browser.signed_in, problem)
    : start_page(app.client.settings, problem);
  return send_page(response, 200, page);
}

async function connect(app, request, response) {
  require_own_origin(request, app.origin);
  const { browser, cookies } = app.browsers.open(request);
  try {
    const { url, pending } = await app.client.start();
    browser.pending.set(pending.state, pending);
    if (browser.pending.size > kMaxPending)
      browser.pending.delete(browser.pending.keys().next().value);
    return redirect(response, url, cookies);
  } catch (fault) {
    browser.problem = to_problem(fault);
    return redirect(response, '/', cookies);
  }
}

// RFC 6749 10.12: an answer counts only in the browser that asked, and only once.
async function callback(app, request, response, url) {
  const browser = app.browsers.find(request);
  const state = url.searchParams.get('state');
  const pending = browser?.pending.get(state);
  if (pending === undefined)
    throw new Refusal(400, 'No sign-in with this state was started in this browser.');
  browser.pending.delete(state);
  try {
    browser.signed_in = await app.client.finish(url.searchParams, pending);
  } catch (fault) {
    browser.problem = to_problem(fault);
  }
  return redirect(response, '/');
}

async function refresh(app, request, response) {
  require_own_origin(request, app.origin);
  const browser = app.browsers.find(request);
  if (!browser?.signed_in?.tokens.refresh_token) return redirect(response, '/');
  try {
    browser.signed_in = await app.client.refresh(browser.signed_in);
  } catch (fault) {
    browser.problem = to_problem(fault);
  }
  return redirect(response, '/');
}

function start_over(app, request, response) {
  require_own_origin(request, app.origin);
  return redirect(response, '/', [app.browsers.forget(request)]);
}

// The cookie belongs to one name of this machine: 127.0.0.1, the one in the redirect URI.
function at_own_name(app, handler) {
  return (request, response, url) => {
    if (`http://${request.headers.host}` === app.origin)
      return handler(app, request, response, url);
    return redirect(response, `${app.origin}/`);
  };
}

function main(argv) {
  const options = parse_arguments(argv, ['port', 'issuer', 'client-id', 'client-secret-file'], {
    scope: kScope,
  });
  const origin = `http://127.0.0.1:${options.port}`;
  const client = new OidcClient({
    issuer: options.issuer,
    client_id: options['client-id'],
    client_secret: readFileSync(options['client-secret-file'], 'utf8').trim(),
    redirect_uri: `${origin}/callback`,
    scope: options.scope,
  });
  const app = { origin, client, browsers: new Browsers() };
  const routes = {
    'GET /': at_own_name(app, show_home),
    'POST /connect': at_own_name(app, connect),
    'GET /callback': at_own_name(app, callback),
    'POST /refresh': at_own_name(app, refresh),
    'POST /start-over': at_own_name(app, start_over),
    'GET /demo.css': (request, response) => send_css(response, kCss),
  };
  serve(Number(options.port), routes, (request, response, refusal) =>
    send_page(response, refusal.status, refusal_page(refusal)),
  );
}

run(main, kUsage);
