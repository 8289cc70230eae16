// The demo host: a site that owns accounts and signs people in. EXAMPLE CODE: any password will do.
//
// It stands behind the same nginx as Lockspire and does what contract.md asks of a host: a login
// page that Lockspire sends people to, and the signed cookie that tells Lockspire who they are.
import { readFileSync } from 'node:fs';

import { home_page, login_page, logout_page, refusal_page } from './host_pages.mjs';
import { HostSessions } from './host_sessions.mjs';
import { find_by_hint, find_person, kPeople } from './people.mjs';
import { is_own_path, with_error } from './return_to.mjs';
import { ended_session_cookie, read_secret, session_cookie } from './session_cookie.mjs';
import {
  one,
  parse_arguments,
  read_form,
  redirect,
  Refusal,
  require_own_origin,
  run,
  send_css,
  send_json,
  send_page,
  serve,
} from './web.mjs';

const kUsage =
  'host.mjs --port N --issuer URL --session-secret FILE --secret-name NAME --base-url URL';
const kDefaultAcr = 'urn:example:acr:password';
const kCss = readFileSync(new URL('demo.css', import.meta.url));

const now_seconds = () => Math.floor(Date.now() / 1000);

function make_site(options) {
  const base = new URL(options['base-url']);
  return {
    issuer: options.issuer,
    origin: base.origin,
    secure: base.protocol === 'https:',
    secret: { name: options['secret-name'], key: read_secret(options['session-secret']) },
  };
}

function require_return_to(site, parameters) {
  const return_to = one(parameters, 'return_to') || '/';
  if (!is_own_path(return_to, site.origin))
    throw new Refusal(400, 'return_to is no path of this site.');
  return return_to;
}

// Undefined when none was asked for. What is no number asks for a fresh login: the strict reading.
function parse_max_age(text) {
  if (text === undefined) return undefined;
  return /^[0-9]{1,9}$/.test(text) ? Number(text) : 0;
}

// Why the person must prove again who they are, or undefined when the session is good enough.
function reason_to_ask(session, { prompts, max_age, acr_values, now }) {
  if (session === undefined) return '';
  if (prompts.includes('login')) return 'The app wants you to sign in again.';
  if (prompts.includes('select_account')) return 'The app wants you to choose an account.';
  if (max_age !== undefined && session.auth_time < now - max_age)
    return 'Your sign-in is too long ago.';
  if (acr_values && !acr_values.split(' ').includes(session.acr))
    return 'The app wants a stronger sign-in.';
  return undefined;
}

function show_login(site, sessions, request, response, url) {
  const query = url.searchParams;
  const now = now_seconds();
  const return_to = require_return_to(site, query);
  const session = sessions.find(request, now);
  const prompts = (one(query, 'prompt') ?? '').split(' ');
  const max_age = parse_max_age(one(query, 'max_age'));
  const acr_values = one(query, 'acr_values');
  const reason = reason_to_ask(session, { prompts, max_age, acr_values, now });
  if (reason === undefined)
    return redirect(response, return_to, [session_cookie(site, session, now)]);
  // Asked silently: a host shows nothing, whatever the reason.
  if (prompts.includes('none'))
    return redirect(response, with_error(return_to, 'login_required'));
  const may_continue =
    reason_to_ask(session, { prompts: [], max_age, acr_values, now }) === undefined;
  const page = login_page(kPeople, {
    return_to,
    reason,
    acr_values,
    chosen: (find_by_hint(one(query, 'login_hint')) ?? session?.person)?.sub,
    offer: may_continue && !prompts.includes('login') ? session : undefined,
  });
  return send_page(response, 200, page);
}

// A real host sets the level that was truly reached; this one pretends to reach what was asked.
function reached_acr(acr_values) {
  const wanted = acr_values.split(' ')[0];
  return /^[\x21-\x7e]{1,128}$/.test(wanted) ? wanted : kDefaultAcr;
}

function go_on(site, sessions, request, response, return_to) {
  const now = now_seconds();
  const session = sessions.find(request, now);
  if (session === undefined) throw new Refusal(403, 'You are not signed in any more.');
  return redirect(response, return_to, [session_cookie(site, session, now)]);
}

async function sign_in(site, sessions, request, response) {
  require_own_origin(request, site.origin);
  const form = await read_form(request);
  const return_to = require_return_to(site, form);
  const decision = one(form, 'decision');
  if (decision === 'cancel') return redirect(response, with_error(return_to, 'access_denied'));
  if (decision === 'continue') return go_on(site, sessions, request, response, return_to);
  const account = one(form, 'account');
  const acr_values = one(form, 'acr_values') ?? '';
  const person = find_person(account);
  if (person === undefined || !one(form, 'password')) {
    const problem = 'Choose a person and type a password.';
    return send_page(
      response,
      400,
      login_page(kPeople, { return_to, acr_values, chosen: account, problem }),
    );
  }
  const now = now_seconds();
  const login = { person, auth_time: now, amr: ['pwd'], acr: reached_acr(acr_values) };
  const { session, cookie } = sessions.start(request, login, now);
  return redirect(response, return_to, [cookie, session_cookie(site, session, now)]);
}

async function sign_out(site, sessions, request, response) {
  require_own_origin(request, site.origin);
  const form = await read_form(request);
  const return_to = require_return_to(site, form);
  return redirect(response, return_to, [sessions.end(request), ended_session_cookie(site)]);
}

// Each visit renews the cookie: iat and exp are new, sid and auth_time stay.
function show_home(site, sessions, request, response) {
  const now = now_seconds();
  const session = sessions.find(request, now);
  const cookies = session ? [session_cookie(site, session, now)] : [];
  return send_page(response, 200, home_page(session), cookies);
}

// Every header that reached this host, so that whoever asks sees what the guard said and what not.
function echo(request, response) {
  send_json(response, 200, {
    method: request.method,
    path: request.url,
    headers: request.headers,
  });
}

function main(argv) {
  const options = parse_arguments(argv, [
    'port',
    'issuer',
    'session-secret',
    'secret-name',
    'base-url',
  ]);
  const site = make_site(options);
  const sessions = new HostSessions(site.secure);
  const routes = {
    'GET /': (request, response) => show_home(site, sessions, request, response),
    'GET /login': (request, response, url) => show_login(site, sessions, request, response, url),
    'POST /login': (request, response) => sign_in(site, sessions, request, response),
    'GET /logout': (request, response) => send_page(response, 200, logout_page()),
    'POST /logout': (request, response) => sign_out(site, sessions, request, response),
    'GET /api/echo': echo,
    'GET /api/admin': echo,
    'GET /api/fresh': echo,
    'GET /open/echo': echo,
    'GET /demo.css': (request, response) => send_css(response, kCss),
  };
  serve(Number(options.port), routes, (request, response, refusal) =>
    send_page(response, refusal.status, refusal_page(refusal)),
  );
}

run(main, kUsage);
