// The one thing that a host owes Lockspire: a cookie that says who is signed in. EXAMPLE CODE, but
// exact: a JWT signed with HS256 under the secret that both sides hold.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { make_cookie } from './web.mjs';

// Seconds that one cookie lives; the host sets it anew on each page.
export const kCookieLifetime = 900;

// Browsers drop a cookie whose name, value and attributes are longer than this.
const kMaxCookie = 4096;

export function read_secret(file) {
  const text = readFileSync(file, 'utf8').trim();
  const key = Buffer.from(text, 'base64url');
  if (!/^[A-Za-z0-9_-]+$/.test(text) || key.length < 32) {
    throw new Error(`${file}: not the base64url text of at least 32 bytes`);
  }
  return key;
}

function to_part(value) {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

export function mint_token(claims, { name, key }) {
  const header = { alg: 'HS256', typ: 'lockspire-session+jwt', kid: name };
  const input = `${to_part(header)}.${to_part(claims)}`;
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`;
}

// `site`: { issuer, origin, secure, secret: { name, key } }. `session`: who, how and when.
export function session_cookie(site, session, now) {
  const token = mint_token(
    {
      iss: site.origin,
      aud: site.issuer,
      sub: session.person.sub,
      sid: session.sid,
      auth_time: session.auth_time,
      amr: session.amr,
      acr: session.acr,
      iat: now,
      exp: now + kCookieLifetime,
      claims: session.person.claims,
    },
    site.secret,
  );
  const cookie = make_cookie(cookie_name(site), token, {
    secure: site.secure,
    max_age: kCookieLifetime,
  });
  if (cookie.length > kMaxCookie) throw new Error(`the session cookie has ${cookie.length} bytes`);
  return cookie;
}

export function ended_session_cookie(site) {
  return make_cookie(cookie_name(site), '', { secure: site.secure, max_age: 0 });
}

function cookie_name(site) {
  return site.secure ? '__Host-lockspire_session' : 'lockspire_session';
}
