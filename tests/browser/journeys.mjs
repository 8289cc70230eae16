// The main job in a real browser: connect, sign in, consent, and be known at the partner.
import assert from 'node:assert/strict';

import { kKeys } from './webdriver.mjs';

async function connect(site) {
  await site.browser.open(`${site.partner.url}/`);
  await site.browser.tab_to('#connect');
  await site.browser.press(kKeys.enter);
}

async function sign_in_by_keyboard(site) {
  const { browser } = site;
  await browser.until_page('host-login');
  await browser.tab_to('input[name="account"]');
  await browser.press(kKeys.space, kKeys.down);
  await browser.tab_to('input[type="password"]');
  await browser.type('any');
  await browser.press(kKeys.enter);
}

async function to_consent(site) {
  await site.browser.forget_cookies();
  await connect(site);
  await sign_in_by_keyboard(site);
  await site.browser.until_page('consent');
}

async function consent_page_cases(tally, site) {
  const { browser } = site;
  await tally.check(
    'the consent page says who asks, for whom, and where the answer goes',
    async () => {
      await to_consent(site);
      assert.equal(await browser.text('#client-name'), 'Kite, the demo partner');
      assert.match(await browser.text('#account'), /Jonas|acct-1002/);
      assert.match(await browser.text('#redirect-host'), /127\.0\.0\.1/);
      const scopes = await browser.script(
        'return [...document.querySelectorAll("#scopes li")].map((item) => item.dataset.scope)',
      );
      assert.ok(scopes.includes('profile') && scopes.includes('offline_access'), scopes.join());
    },
  );
  await tally.check('remember is unchecked, and has a label', async () => {
    assert.equal(await browser.script('return document.querySelector("#remember").checked'), false);
    assert.equal(
      await browser.script('return document.querySelector("#remember").labels.length'),
      1,
    );
  });
  await tally.check(
    'the page has a language, a title, one heading of the first rank, and no script',
    async () => {
      const facts =
        await browser.script(`return [document.documentElement.lang, document.title !== "",
      document.querySelectorAll("h1").length, document.scripts.length]`);
      assert.deepEqual(facts, ['en', true, 1, 0]);
    },
  );
  await tally.check('the style sheet is applied', async () => {
    assert.ok(
      await browser.script(
        'return document.styleSheets.length > 0 && document.styleSheets[0].cssRules.length > 0',
      ),
    );
  });
  await tally.check('Enter on the checkbox does not approve', async () => {
    await browser.tab_to('#remember');
    await browser.press(kKeys.enter);
    await browser.until(
      'an end or nothing',
      async () => (await browser.has('#problem')) || (await browser.has('#remember')),
    );
    assert.equal(await browser.has('#sub'), false);
  });
}

async function answer_cases(tally, site) {
  const { browser } = site;
  await tally.check(
    'a person without a mouse signs in and approves; the partner verified the ID token',
    async () => {
      await to_consent(site);
      await browser.tab_to('#approve');
      await browser.press(kKeys.enter);
      await browser.until_page('partner-signed-in');
      assert.equal(await browser.text('#sub'), 'acct-1002');
      assert.match(await browser.text('#verified'), /signature: RS256/);
      assert.match(await browser.text('main'), /jonas@example\.com/);
    },
  );
  await tally.check('the partner refreshes', async () => {
    await browser.click('#refresh');
    await browser.until('the count', async () => (await browser.text('#refreshed')) === '1');
    assert.equal(await browser.text('#sub'), 'acct-1002');
    assert.equal(await browser.has('#problem'), false);
  });
  await tally.check('consent that was not to be remembered is asked again', async () => {
    await browser.click('#start-over');
    await browser.until_page('partner-start');
    await connect(site);
    await browser.until_page('consent');
  });
  await tally.check('deny by the space bar brings access_denied to the partner', async () => {
    await browser.tab_to('#deny');
    await browser.press(kKeys.space);
    await browser.until_page('partner-start');
    assert.equal(
      await browser.script('return document.querySelector("#problem").dataset.error'),
      'access_denied',
    );
  });
  await tally.check(
    'the consent page opened again after an answer cannot answer again',
    async () => {
      await to_consent(site);
      const consent_url = await browser.url();
      await browser.click('#approve');
      await browser.until_page('partner-signed-in');
      await browser.open(consent_url);
      await browser.until_page('error');
      assert.equal(await browser.has('#approve'), false);
      assert.notEqual(await browser.text('#error-reference'), '');
    },
  );
}

async function remembered_cases(tally, site) {
  const { browser } = site;
  await tally.check(
    'remember is ticked by keyboard, and the consent is not asked again',
    async () => {
      await to_consent(site);
      await browser.tab_to('#remember');
      await browser.press(kKeys.space);
      await browser.tab_to('#approve');
      await browser.press(kKeys.enter);
      await browser.until_page('partner-signed-in');
      await browser.click('#start-over');
      await browser.until_page('partner-start');
      await connect(site);
      await browser.until_page('partner-signed-in');
      assert.equal(await browser.text('#sub'), 'acct-1002');
    },
  );
  await tally.check(
    'the login page may be left by Cancel, and the partner learns of it',
    async () => {
      await browser.forget_cookies();
      await connect(site);
      await browser.until_page('host-login');
      await browser.click('button[value="cancel"]');
      await browser.until_page('partner-start');
      assert.equal(
        await browser.script('return document.querySelector("#problem").dataset.error'),
        'access_denied',
      );
    },
  );
}

export async function journey_cases(tally, site) {
  await consent_page_cases(tally, site);
  await answer_cases(tally, site);
  await remembered_cases(tally, site);
}
