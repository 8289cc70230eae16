// prompt, max_age, hints and remembered consent, as openid-client asks for them and sees the
// answers.
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';

import { RelyingParty } from './relying_party.mjs';
import { UserAgent } from './user_agent.mjs';

const kWeb = ['https://client.example/cb'];

// A browser that is signed in and whose consent is remembered.
async function settled_agent(party) {
  const agent = new UserAgent();
  await party.sign_in(agent, { remember: true });
  return agent;
}

// auth_time counts whole seconds: a login shows as a later one only in a later second.
async function next_second() {
  await pause(1010 - (Date.now() % 1000));
}

async function silent_cases(tally, party) {
  await tally.check('prompt=none without a session is login_required', async () => {
    const asked = party.sign_in(new UserAgent(), {}, { prompt: 'none' });
    await assert.rejects(asked, { error: 'login_required' });
  });
  await tally.check('prompt=none without remembered consent is consent_required', async () => {
    const agent = new UserAgent();
    await party.sign_in(agent, {});
    await assert.rejects(party.sign_in(agent, {}, { prompt: 'none' }), {
      error: 'consent_required',
    });
  });
  await tally.check(
    'prompt=none with session and remembered consent is answered at once',
    async () => {
      const agent = await settled_agent(party);
      const asked = await party.ask(agent, {}, { prompt: 'none' });
      assert.deepEqual(asked.steps, []);
      assert.equal((await party.finish(asked)).claims().sub, 'acct-1001');
    },
  );
  await tally.check(
    'prompt=none with more scopes than were remembered is consent_required',
    async () => {
      const agent = new UserAgent();
      await party.sign_in(
        agent,
        { remember: true, account: 'acct-1002' },
        { scope: 'openid email' },
      );
      const fewer = await party.sign_in(agent, {}, { scope: 'openid', prompt: 'none' });
      assert.equal(fewer.claims().sub, 'acct-1002');
      const more = party.sign_in(agent, {}, { scope: 'openid email phone', prompt: 'none' });
      await assert.rejects(more, { error: 'consent_required' });
    },
  );
  await tally.check('prompt=none with another value beside it is refused', async () => {
    const asked = party.sign_in(new UserAgent(), {}, { prompt: 'none login' });
    await assert.rejects(asked, { error: 'invalid_request' });
  });
  await tally.check('an id_token_hint of another account is login_required', async () => {
    const agent = await settled_agent(party);
    const other = await party.sign_in(new UserAgent(), { account: 'acct-1002' });
    const hinted = { prompt: 'none', id_token_hint: other.id_token };
    await assert.rejects(party.sign_in(agent, {}, hinted), { error: 'login_required' });
  });
  await tally.check('an id_token_hint of this account is answered', async () => {
    const agent = await settled_agent(party);
    const { id_token } = await party.sign_in(agent, {}, { prompt: 'none' });
    const again = await party.sign_in(agent, {}, { prompt: 'none', id_token_hint: id_token });
    assert.equal(again.claims().sub, 'acct-1001');
  });
}

// RFC 8252 8.6: anybody can pretend to be a client at a loopback or private-use redirect URI.
async function native_cases(tally, stack) {
  for (const redirect_uri of ['http://127.0.0.1:51124/cb', 'com.example.other:/cb']) {
    await tally.check(`consent of a public client at ${redirect_uri} is never reused`, async () => {
      const party = await RelyingParty.register(stack, {
        redirect_uris: [redirect_uri],
        token_endpoint_auth_method: 'none',
      });
      const agent = await settled_agent(party);
      assert.deepEqual((await party.ask(agent, {})).steps, ['consent']);
      const silent = party.sign_in(agent, {}, { prompt: 'none' });
      await assert.rejects(silent, { error: 'consent_required' });
    });
  }
}

async function login_cases(tally, party) {
  await tally.check('remembered consent is not asked again', async () => {
    const agent = await settled_agent(party);
    assert.deepEqual((await party.ask(agent, {})).steps, []);
  });
  await tally.check('prompt=consent asks in spite of remembered consent', async () => {
    const agent = await settled_agent(party);
    assert.deepEqual((await party.ask(agent, {}, { prompt: 'consent' })).steps, ['consent']);
  });
  await tally.check('prompt=login logs in again and auth_time is the new one', async () => {
    const agent = await settled_agent(party);
    const before = await party.sign_in(agent, {});
    await next_second();
    const asked = await party.ask(agent, {}, { prompt: 'login' });
    assert.deepEqual(asked.steps, ['host-login']);
    const after = await party.finish(asked);
    assert.ok(after.claims().auth_time > before.claims().auth_time);
  });
  await tally.check(
    'prompt=select_account goes by the login, where another account may be chosen',
    async () => {
      const agent = await settled_agent(party);
      const asked = await party.ask(agent, { account: 'acct-1003' }, { prompt: 'select_account' });
      assert.equal(asked.steps[0], 'host-login');
      assert.equal((await party.finish(asked)).claims().sub, 'acct-1003');
    },
  );
  await tally.check('max_age=0 logs in again; openid-client judges auth_time', async () => {
    const agent = await settled_agent(party);
    await next_second();
    const asked = await party.ask(agent, {}, { max_age: 0 });
    assert.deepEqual(asked.steps, ['host-login']);
    asked.checks.max_age = 5;
    assert.equal((await party.finish(asked)).claims().sub, 'acct-1001');
  });
  await tally.check('max_age that the session satisfies asks nobody', async () => {
    const agent = await settled_agent(party);
    const asked = await party.ask(agent, {}, { max_age: 600 });
    assert.deepEqual(asked.steps, []);
    assert.equal((await party.finish(asked)).claims().sub, 'acct-1001');
  });
  await tally.check('acr_values reach the login, and the level comes back in acr', async () => {
    const tokens = await party.sign_in(
      new UserAgent(),
      {},
      { acr_values: 'urn:example:acr:gold urn:example:acr:1' },
    );
    assert.equal(tokens.claims().acr, 'urn:example:acr:gold');
  });
  await tally.check(
    'a session cookie that ran out is renewed by the host without asking',
    async () => {
      const agent = await settled_agent(party);
      const before = await party.sign_in(agent, {});
      agent.drop_cookie('localhost', 'lockspire_session');
      const asked = await party.ask(agent, {});
      assert.deepEqual(asked.steps, []);
      assert.equal((await party.finish(asked)).claims().auth_time, before.claims().auth_time);
    },
  );
}

export async function prompt_cases(tally, stack) {
  const party = await RelyingParty.register(stack, { redirect_uris: kWeb });
  await silent_cases(tally, party);
  await login_cases(tally, party);
  await native_cases(tally, stack);
}
