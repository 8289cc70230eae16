// The demo host's own browser sessions, in memory. EXAMPLE CODE: a real host keeps them in its
// database.
import { randomBytes } from 'node:crypto';

import { make_cookie, read_cookie } from './web.mjs';

const kLifetime = 8 * 3600;
const kMaxSessions = 10_000;

export class HostSessions {
  #sessions = new Map();
  #name;
  #secure;

  constructor(secure) {
    this.#secure = secure;
    this.#name = secure ? '__Host-demo_host' : 'demo_host';
  }

  // The session of the browser that asks, or undefined.
  find(request, now) {
    const id = read_cookie(request, this.#name);
    const session = this.#sessions.get(id);
    if (session === undefined) return undefined;
    if (now < session.auth_time + kLifetime) return session;
    this.#sessions.delete(id);
    return undefined;
  }

  // A new session always has a new id, so that nobody can plant one beforehand. Signing in again as
  // the same person keeps `sid`: it is still the same browser session for logout.
  // Returns the session and the cookie that carries its id.
  start(request, { person, auth_time, amr, acr }, now) {
    const previous = this.find(request, now);
    this.end(request);
    const sid =
      previous?.person.sub === person.sub ? previous.sid : randomBytes(16).toString('base64url');
    const session = { person, auth_time, amr, acr, sid };
    const id = randomBytes(32).toString('base64url');
    this.#sessions.set(id, session);
    if (this.#sessions.size > kMaxSessions)
      this.#sessions.delete(this.#sessions.keys().next().value);
    return { session, cookie: make_cookie(this.#name, id, { secure: this.#secure }) };
  }

  // Returns the cookie that makes the browser forget.
  end(request) {
    this.#sessions.delete(read_cookie(request, this.#name));
    return make_cookie(this.#name, '', { secure: this.#secure, max_age: 0 });
  }
}
