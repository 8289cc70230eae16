// The pages of the demo partner. EXAMPLE CODE. Hooks for tests: `data-page` is partner-start or
// partner-signed-in; `#sub`, `#refreshed`, `#problem`, buttons `#connect`, `#refresh`,
// `#start-over`.
import { claims_table } from './host_pages.mjs';
import { html, layout } from './web.mjs';

const kBadge = { kind: 'partner', name: 'Kite, the demo partner' };

function problem_note(problem) {
  return html`<section role="alert"><h2 class="bad">It did not work</h2>
<p id="problem" data-error="${problem.error}">${problem.message}</p></section>`;
}

export function start_page(settings, problem) {
  const body = html`${problem && problem_note(problem)}
<section>
<h1>Welcome to Kite</h1>
<p>This app has no accounts of its own. It asks <strong>${settings.issuer}</strong> who you are.</p>
<form method="post" action="/connect" class="actions"><button id="connect">Connect</button></form>
</section>
<section class="quiet">
<h2>What will happen</h2>
<p>You sign in at the demo host, Lockspire asks whether this app may know you, and you come
back here. This app never sees your password.</p>
</section>`;
  return layout({ title: 'Demo partner', badge: kBadge, page: 'partner-start', body });
}

const kRefreshForm = html`<form method="post" action="/refresh">
<button id="refresh">Refresh</button></form>`;

function tokens_section({ tokens, refreshed }) {
  return html`<section>
<h2>Tokens</h2>
<table>
<tr><th scope="row">access token</th>
<td>${tokens.token_type}, for ${tokens.expires_in} seconds</td></tr>
<tr><th scope="row">scope</th><td>${tokens.scope ?? 'as asked'}</td></tr>
<tr><th scope="row">refreshed</th><td><span id="refreshed">${refreshed}</span> times</td></tr>
</table>
<div class="actions">
${tokens.refresh_token && kRefreshForm}
<form method="post" action="/start-over">
<button id="start-over" class="second">Start over</button></form>
</div>
</section>`;
}

export function signed_in_page(signed_in, problem) {
  const { id_token, userinfo } = signed_in;
  const body = html`${problem && problem_note(problem)}
<section>
<h1>Hello, ${userinfo.name ?? userinfo.sub}</h1>
<p>You are <strong id="sub">${id_token.claims.sub}</strong> of ${id_token.claims.iss}.
This app checked:</p>
<ul class="checks" id="verified">${id_token.passed.map((words) => html`<li>${words}</li>`)}
<li>userinfo is about the same sub</li></ul>
</section>
${tokens_section(signed_in)}
<section>
<h2>ID token, verified</h2>
${claims_table(id_token.claims)}
</section>
<section>
<h2>Userinfo</h2>
${claims_table(userinfo)}
</section>`;
  return layout({ title: 'Signed in', badge: kBadge, page: 'partner-signed-in', body });
}

export function refusal_page({ status, message }) {
  const body = html`<section>
<h1>${status}</h1>
<p>${message}</p>
<p><a href="/">Back to the start</a></p>
</section>`;
  return layout({ title: 'That did not work', badge: kBadge, page: 'partner-error', body });
}
