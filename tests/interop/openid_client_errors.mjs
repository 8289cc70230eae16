// What must fail, as openid-client sees it: each refusal is an error it understands, or a page.
import assert from 'node:assert/strict';

import { generators } from 'openid-client';

import { RelyingParty } from './relying_party.mjs';
import { UserAgent } from './user_agent.mjs';

const kWeb = ['https://client.example/cb'];

async function code_cases(tally, party) {
  // RFC 6749 4.1.2: a code used twice is refused, and what it gave is revoked.
  await tally.check(
    'a replayed code is refused and ends the tokens of its first redemption',
    async () => {
      const asked = await party.ask(new UserAgent(), {});
      const tokens = await party.finish(asked);
      await party.client.userinfo(tokens);
      await assert.rejects(async () => party.finish(asked), { error: 'invalid_grant' });
      await assert.rejects(party.client.userinfo(tokens), { error: 'invalid_token' });
      await assert.rejects(party.client.refresh(tokens), { error: 'invalid_grant' });
    },
  );
  await tally.check('a wrong code_verifier is refused', async () => {
    const asked = await party.ask(new UserAgent(), {});
    asked.checks.code_verifier = generators.codeVerifier();
    await assert.rejects(async () => party.finish(asked), { error: 'invalid_grant' });
  });
  await tally.check('a code is refused at another redirect_uri', async () => {
    const { answer, checks } = await party.ask(new UserAgent(), {});
    const exchanged = party.client.callback('https://client.example/other', answer, checks);
    await assert.rejects(exchanged, { error: 'invalid_grant' });
  });
  // Who proved to be a client and shows a code that is not its own may have stolen it: it is spent.
  await tally.check('a code shown by another client is refused, and spent', async () => {
    const thief = await RelyingParty.register(party.stack, { redirect_uris: kWeb });
    const asked = await party.ask(new UserAgent(), {});
    const stolen = thief.client.callback(kWeb[0], asked.answer, asked.checks);
    await assert.rejects(stolen, { error: 'invalid_grant' });
    await assert.rejects(async () => party.finish(asked), { error: 'invalid_grant' });
  });
  await tally.check('a wrong secret is invalid_client, and spends no code', async () => {
    const liar = new RelyingParty(
      party.issuer,
      { ...party.registered, client_secret: 'wrong' },
      kWeb[0],
    );
    const asked = await party.ask(new UserAgent(), {});
    await assert.rejects(async () => liar.finish(asked), { error: 'invalid_client' });
    assert.equal((await party.finish(asked)).claims().sub, 'acct-1001');
  });
}

async function person_cases(tally, party) {
  await tally.check('deny is access_denied', async () => {
    await assert.rejects(party.sign_in(new UserAgent(), { decision: 'deny' }), {
      error: 'access_denied',
    });
  });
  await tally.check('a login that was given up is access_denied', async () => {
    await assert.rejects(party.sign_in(new UserAgent(), { login: 'cancel' }), {
      error: 'access_denied',
    });
  });
  await tally.check('a consent page sent twice gives one answer', async () => {
    const agent = new UserAgent();
    const { page, checks } = await party.ask(agent, { decision: 'leave' });
    const form = page.form('decision');
    const first = await agent.submit(page, form, { decision: 'approve' }, party.redirect_uri);
    const second = await agent.submit(page, form, { decision: 'approve' }, party.redirect_uri);
    assert.equal(second.callback, undefined);
    assert.equal(second.page.status, 400);
    const answer = party.client.callbackParams(first.callback.toString());
    assert.equal((await party.finish({ answer, checks })).claims().sub, 'acct-1001');
  });
  await tally.check('a consent page of another browser is refused', async () => {
    const { page } = await party.ask(new UserAgent(), { decision: 'leave' });
    const stranger = new UserAgent();
    await party.sign_in(stranger, {});
    const stolen = await stranger.submit(
      page,
      page.form('decision'),
      { decision: 'approve' },
      party.redirect_uri,
    );
    assert.equal(stolen.callback, undefined);
    assert.ok(stolen.page.status >= 400);
  });
  await tally.check('two tabs of one browser end each with its own answer', async () => {
    const agent = new UserAgent();
    const one = await party.ask(agent, { decision: 'leave' });
    const two = await party.ask(agent, { decision: 'leave' });
    for (const { page, checks } of [one, two]) {
      const form = page.form('decision');
      const { callback } = await agent.submit(
        page,
        form,
        { decision: 'approve' },
        party.redirect_uri,
      );
      const answer = party.client.callbackParams(callback.toString());
      assert.equal((await party.finish({ answer, checks })).claims().nonce, checks.nonce);
    }
  });
}

async function request_cases(tally, party) {
  await tally.check('an unknown redirect_uri is a page, never a redirect', async () => {
    const { url } = party.begin({ redirect_uri: 'https://evil.example/cb' });
    const { page } = await new UserAgent().open(url);
    assert.equal(page.status, 400);
    assert.equal(page.name, 'error');
    assert.ok(page.by_id('error-reference'));
  });
  const redirected = {
    'a request without PKCE is invalid_request': [
      { code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request',
    ],
    'PKCE plain is invalid_request': [{ code_challenge_method: 'plain' }, 'invalid_request'],
    'an unknown scope is invalid_scope': [{ scope: 'openid no-such-scope' }, 'invalid_scope'],
  };
  for (const [rule, [parameters, error]] of Object.entries(redirected)) {
    await tally.check(rule, async () => {
      await assert.rejects(party.sign_in(new UserAgent(), {}, parameters), { error });
    });
  }
  await tally.check('response_type=token is unsupported_response_type', async () => {
    const { callback } = await party.ask(new UserAgent(), {}, { response_type: 'token' });
    const answer = new URLSearchParams(callback.hash ? callback.hash.slice(1) : callback.search);
    assert.equal(answer.get('error'), 'unsupported_response_type');
    assert.equal(answer.get('iss'), party.issuer.metadata.issuer);
  });
  // OIDC Core 3.1.2.1: the request may be posted; another site's POST carries no SameSite=Lax
  // cookie.
  await tally.check('a request posted by another site is answered as one by GET', async () => {
    const agent = new UserAgent();
    await party.sign_in(agent, { remember: true });
    const { url, checks } = party.begin();
    const { origin, pathname, search } = new URL(url);
    const posted = await agent.send('POST', `${origin}${pathname}`, {
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded',
        'Sec-Fetch-Site': 'cross-site',
        Origin: 'https://client.example',
      },
      body: search.slice(1),
      with_cookies: false,
    });
    assert.equal(posted.status, 303);
    const onward = new URL(posted.headers.location, url).toString();
    const { callback } = await agent.open(onward, party.redirect_uri);
    const answer = party.client.callbackParams(callback.toString());
    assert.equal((await party.finish({ answer, checks })).claims().sub, 'acct-1001');
  });
}

export async function error_cases(tally, stack) {
  const party = await RelyingParty.register(stack, { redirect_uris: kWeb });
  party.stack = stack;
  await code_cases(tally, party);
  await person_cases(tally, party);
  await request_cases(tally, party);
}
