// The pages of the demo host. EXAMPLE CODE. Hooks for tests: `#signed-in` holds the sub; the login
// form has the fields `account` (a sub), `password` and `decision`.
import { html, layout } from './web.mjs';

const kBadge = { kind: 'host', name: 'Meadow, the demo host' };

export function claims_table(claims) {
  return html`<table>${Object.entries(claims).map(
    ([name, value]) => html`<tr><th scope="row">${name}</th><td>${to_text(value)}</td></tr>`,
  )}</table>`;
}

function to_text(value) {
  if (value === null || typeof value !== 'object') return String(value);
  if (Array.isArray(value)) return value.join(' ');
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${String(part).replace(/\n/g, ', ')}`)
    .join('\n');
}

export function time_text(seconds) {
  return new Date(seconds * 1000).toISOString().replace('T', ' ').replace('.000Z', ' UTC');
}

function signed_out_body() {
  return html`<section>
<h1>Nobody is signed in</h1>
<p>This little site owns the accounts. Lockspire lets other sites use them, and
never sees a password.</p>
<p><a href="/login?return_to=%2F">Sign in</a></p>
</section>`;
}

function signed_in_body({ person, sid, auth_time, amr, acr }) {
  return html`<section>
<h1>Signed in as ${person.claims.name}</h1>
<table>
<tr><th scope="row">account (sub)</th><td id="signed-in">${person.sub}</td></tr>
<tr><th scope="row">signed in at</th><td>${time_text(auth_time)}</td></tr>
<tr><th scope="row">how (amr)</th><td>${amr.join(' ')}</td></tr>
<tr><th scope="row">level (acr)</th><td>${acr}</td></tr>
<tr><th scope="row">browser session (sid)</th><td>${sid}</td></tr>
</table>
</section>
<section>
<h2>What this host knows, and puts into the cookie</h2>
${claims_table(person.claims)}
</section>
<section class="actions">
<form method="post" action="/logout"><button>Sign out</button></form>
<a href="/login?return_to=%2F&amp;prompt=select_account">Use another account</a>
</section>`;
}

export function home_page(session) {
  const body = session ? signed_in_body(session) : signed_out_body();
  return layout({ title: 'Demo host', badge: kBadge, page: 'host-home', body });
}

function choice({ sub, claims }, chosen) {
  return html`<label class="choice"><input type="radio" name="account" value="${sub}" required${
    sub === chosen ? html` checked` : ''
  }><span>${claims.name}<small>${claims.email ?? 'no e-mail address'} · ${sub}</small></span></label>`;
}

function continue_form({ session, return_to }) {
  return html`<section>
<h2>Go on as ${session.person.claims.name}</h2>
<form method="post" action="/login">
<input type="hidden" name="return_to" value="${return_to}">
<button name="decision" value="continue">Continue as ${session.person.claims.name}</button>
</form>
</section>`;
}

// `ask`: { return_to, acr_values, chosen, problem, offer: session to continue with or undefined }.
export function login_page(people, ask) {
  const body = html`<h1>Sign in</h1>
${ask.offer && continue_form({ session: ask.offer, return_to: ask.return_to })}
<section>
${ask.reason && html`<p class="quiet">${ask.reason}</p>`}
${ask.problem && html`<p class="bad" role="alert">${ask.problem}</p>`}
<form method="post" action="/login">
<input type="hidden" name="return_to" value="${ask.return_to}">
<input type="hidden" name="acr_values" value="${ask.acr_values ?? ''}">
<fieldset><legend>Who are you?</legend>
${people.map((person) => choice(person, ask.chosen))}
</fieldset>
<label class="field">Password (any will do)
<input type="password" name="password" autocomplete="off" required></label>
<div class="actions">
<button name="decision" value="sign-in">Sign in</button>
<button name="decision" value="cancel" class="second" formnovalidate>Cancel</button>
</div>
</form>
</section>`;
  return layout({ title: 'Sign in', badge: kBadge, page: 'host-login', body });
}

export function logout_page() {
  const body = html`<section>
<h1>Sign out?</h1>
<form method="post" action="/logout" class="actions">
<button>Sign out</button> <a href="/">Stay</a></form>
</section>`;
  return layout({ title: 'Sign out', badge: kBadge, page: 'host-logout', body });
}

export function refusal_page({ status, message }) {
  const body = html`<section>
<h1>${status}</h1>
<p>${message}</p>
<p><a href="/">Back to the start</a></p>
</section>`;
  return layout({ title: 'That did not work', badge: kBadge, page: 'host-error', body });
}
