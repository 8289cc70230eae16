// A public client that lives in the page: its script reads discovery, exchanges the code and asks
// userinfo across origins, which the browser allows only as far as we say (CORS).
import assert from 'node:assert/strict';

import { Receiver } from './receiver.mjs';
import { kCodeVerifier } from './site.mjs';

const kExchange = `
  const [issuer, form] = arguments;
  return (async () => {
    const read = async (url, options) => (await fetch(url, options)).json();
    const metadata = await read(issuer + "/.well-known/openid-configuration");
    const { keys } = await read(metadata.jwks_uri);
    const body = new URLSearchParams(form);
    const tokens = await read(metadata.token_endpoint, { method: "POST", body });
    const headers = { Authorization: "Bearer " + tokens.access_token };
    const userinfo = await read(metadata.userinfo_endpoint, { headers });
    return { keys: keys.length, tokens, userinfo };
  })();
`;

const kRefusal = `
  const [url] = arguments;
  return fetch(url, { headers: { Authorization: "Bearer wrong" } })
    .then((answer) => ({ status: answer.status, why: answer.headers.get("WWW-Authenticate") }))
    .catch(() => ({ status: "not readable" }));
`;

export async function single_page_app_cases(tally, site) {
  const { browser, stack } = site;
  const receiver = await Receiver.start();
  const stranger = await Receiver.start();
  try {
    const { redirect_uri } = receiver;
    const { client_id } = await site.register(redirect_uri, { token_endpoint_auth_method: 'none' });
    await site.sign_in_at_host('acct-1001');
    await tally.check('a script of the client exchanges the code and reads userinfo', async () => {
      await browser.open(site.authorize_url(client_id, redirect_uri));
      await browser.until_page('consent');
      await browser.click('#approve');
      await browser.until_page('receiver');
      const seen = await browser.script(kExchange, stack.issuer, {
        grant_type: 'authorization_code',
        code: receiver.last().parameters.get('code'),
        redirect_uri,
        client_id,
        code_verifier: kCodeVerifier,
      });
      assert.equal(seen.userinfo.sub, 'acct-1001', JSON.stringify(seen));
      assert.equal(seen.tokens.token_type, 'Bearer');
      assert.ok(seen.keys >= 2);
    });
    await tally.check('the script can read a refusal and its challenge', async () => {
      const refusal = await browser.script(kRefusal, `${stack.issuer}/userinfo`);
      assert.equal(refusal.status, 401);
      assert.match(refusal.why, /error="invalid_token"/);
    });
    await tally.check('a script of an origin that no client has reads nothing', async () => {
      await browser.open(`${stranger.origin}/onward`);
      const refusal = await browser.script(kRefusal, `${stack.issuer}/userinfo`);
      assert.equal(refusal.status, 'not readable');
    });
  } finally {
    receiver.close();
    stranger.close();
    await browser.console_lines();
  }
}
