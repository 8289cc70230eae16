// Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
// Node.js 18 or later, Express and its like (req, res, next). Tells Lockspire who is signed in.
//
//   app.use(session_cookie_for((req) => person_of(req)));   // person or null, on every page
//
// Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
//   already signed in, and `prompt` is not `login`, `max_age` not passed: res.redirect(safe_return_to(return_to))
//   else, with `prompt=none`: res.redirect(give_up(return_to, 'login_required')), show nothing
//   signed in now: a new session id of yours, res.append('Set-Cookie', set_cookie(person)), redirect back
//   pressed Cancel: res.redirect(give_up(return_to, 'access_denied'))
// Logout: res.append('Set-Cookie', cleared_cookie())
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

const kIssuer = '@ISSUER@';
const kOrigin = '@ORIGIN@';
const kSecretName = '@SECRET_NAME@';
const kSecretFile = '@SECRET_FILE@';
const kCookie = '@COOKIE_NAME@';
const kAttributes = '@COOKIE_ATTRIBUTES@';
const kLifetime = 900; // seconds; each page makes a new one

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function mint(claims, name, key) {
  const input = `${part({ alg: 'HS256', typ: 'lockspire-session+jwt', kid: name })}.${part(claims)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

// person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
// auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
export function set_cookie(person, now = Math.floor(Date.now() / 1000)) {
  const { sub, sid, auth_time, amr, acr, claims } = person;
  const key = Buffer.from(readFileSync(kSecretFile, 'utf8').trim(), 'base64url');
  const times = { auth_time, iat: now, exp: now + kLifetime };
  const token = mint({ iss: kOrigin, aud: kIssuer, sub, sid, ...times, amr, acr, claims }, kSecretName, key);
  return `${kCookie}=${token}; Max-Age=${kLifetime}; ${kAttributes}`;
}

export const cleared_cookie = () => `${kCookie}=; Max-Age=0; ${kAttributes}`;

// A path on this site or `/`: anything else would make the login an open redirector.
export function safe_return_to(value) {
  return /^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/.test(value ?? '') ? value : '/';
}

export function give_up(return_to, error) {
  const path = safe_return_to(return_to);
  return `${path}${path.includes('?') ? '&' : '?'}error=${error}`;
}

export const session_cookie_for = (person_of) => (req, res, next) => {
  const person = person_of(req);
  if (person) res.appendHeader('Set-Cookie', set_cookie(person));
  next();
};
