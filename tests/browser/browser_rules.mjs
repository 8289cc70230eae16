// What only a browser enforces: our Content-Security-Policy, SameSite, frames, tabs side by side.
import assert from 'node:assert/strict';

import { Receiver } from './receiver.mjs';

// A client with a callback of its own, and a person who is signed in at the host.
async function open_party(site, receivers, metadata) {
  const receiver = await Receiver.start();
  receivers.push(receiver);
  const client = await site.register(receiver.redirect_uri, metadata);
  const url = (parameters) =>
    site.authorize_url(client.client_id, receiver.redirect_uri, parameters);
  return { receiver, url };
}

async function approve(site) {
  await site.browser.until_page('consent');
  await site.browser.click('#approve');
}

// Lines that a policy which is too strict leaves in the console.
async function assert_no_violations(browser) {
  const lines = (await browser.console_lines()).filter((line) =>
    /Content Security Policy|Refused to/i.test(line),
  );
  assert.deepEqual(lines, []);
}

async function form_post_cases(tally, site, receivers) {
  const { browser } = site;
  const { receiver, url } = await open_party(site, receivers);
  const assert_received = async (state) => {
    await browser.until_page('receiver');
    const { method, parameters } = receiver.last();
    assert.equal(method, 'POST');
    assert.equal(parameters.get('state'), state);
    assert.equal(parameters.get('iss'), site.stack.issuer);
    assert.ok(parameters.get('code'));
  };
  await tally.check('form_post: the page posts itself by its script', async () => {
    await browser.open(url({ response_mode: 'form_post', state: 'with-script' }));
    await approve(site);
    await assert_received('with-script');
    await assert_no_violations(browser);
  });
  await tally.check('form_post: without script the button posts', async () => {
    await browser.devtools('Emulation.setScriptExecutionDisabled', { value: true });
    try {
      await browser.open(url({ response_mode: 'form_post', state: 'without-script' }));
      await approve(site);
      await browser.until_page('form-post');
      await browser.tab_to('button');
      await browser.press('\uE007');
      await assert_received('without-script');
    } finally {
      await browser.devtools('Emulation.setScriptExecutionDisabled', { value: false });
    }
  });
  await tally.check('fragment: the answer reaches the page of the client', async () => {
    await browser.open(url({ response_mode: 'fragment', state: 'in-fragment' }));
    await approve(site);
    await browser.until_page('receiver');
    assert.match(await browser.script('return location.hash'), /^#.*state=in-fragment/);
  });
}

async function redirect_cases(tally, site, receivers) {
  const { browser } = site;
  const { receiver, url } = await open_party(site, receivers);
  const other = await Receiver.start();
  receivers.push(other);
  await tally.check('form-action lets the answer through to the callback', async () => {
    await browser.open(url({ state: 'plain' }));
    await approve(site);
    await browser.until_page('receiver');
    assert.equal(receiver.last().parameters.get('state'), 'plain');
    await assert_no_violations(browser);
  });
  await tally.check('form-action lets a callback go on to another host', async () => {
    receiver.onward = `http://localhost:${other.port}/onward`;
    await browser.open(url({ state: 'onward' }));
    await approve(site);
    await browser.until_page('onward');
    receiver.onward = undefined;
    await assert_no_violations(browser);
  });
  await tally.check('deny is let through as well', async () => {
    await browser.open(url({ state: 'denied' }));
    await browser.until_page('consent');
    await browser.click('#deny');
    await browser.until_page('receiver');
    assert.equal(receiver.last().parameters.get('error'), 'access_denied');
  });
  await tally.check('a request that another site posts finds the person signed in', async () => {
    const to = encodeURIComponent(url({ state: 'posted' }));
    await browser.open(`${other.origin}/post?to=${to}`);
    await browser.click('#post');
    await approve(site);
    await browser.until_page('receiver');
    assert.equal(receiver.last().parameters.get('state'), 'posted');
  });
  // Another port of the same name is the same site: the cookies go along, only the policy keeps it
  // out.
  await tally.check('the consent page is not shown in a frame of another origin', async () => {
    await browser.console_lines();
    const src = encodeURIComponent(url({ state: 'framed' }));
    await browser.open(`http://localhost:${other.port}/frame?src=${src}`);
    await browser.until_page('framing');
    await browser.enter_frame('#frame');
    assert.equal(await browser.has('#approve'), false);
    await browser.leave_frame();
    assert.match((await browser.console_lines()).join('\n'), /frame-ancestors|X-Frame-Options/);
  });
}

async function tab_cases(tally, site, receivers) {
  const { browser } = site;
  const { receiver, url } = await open_party(site, receivers);
  await tally.check('two tabs side by side end each with its own answer', async () => {
    const first = await browser.this_tab();
    await browser.open(url({ state: 'first-tab' }));
    await browser.until_page('consent');
    const second = await browser.new_tab();
    await browser.open(url({ state: 'second-tab' }));
    await browser.until_page('consent');
    await browser.to_tab(first);
    await approve(site);
    await browser.until_page('receiver');
    assert.equal(receiver.last().parameters.get('state'), 'first-tab');
    await browser.to_tab(second);
    await approve(site);
    await browser.until_page('receiver');
    assert.equal(receiver.last().parameters.get('state'), 'second-tab');
    await browser.close_tab();
    await browser.to_tab(first);
  });
  await tally.check('after many requests left open, the newest still ends well', async () => {
    for (let i = 0; i < 12; i += 1) {
      await browser.open(url({ state: `open-${i}` }));
      await browser.until_page('consent');
    }
    await browser.click('#approve');
    await browser.until_page('receiver');
    assert.equal(receiver.last().parameters.get('state'), 'open-11');
  });
  await tally.check('a person who changed account meanwhile is asked as the new one', async () => {
    const first = await browser.this_tab();
    await browser.open(url({ state: 'changed' }));
    await browser.until_page('consent');
    const second = await browser.new_tab();
    await site.sign_in_at_host('acct-1003');
    assert.notEqual(first, second);
    await browser.close_tab();
    await browser.to_tab(first);
    const before = receiver.received.length;
    await browser.click('#approve');
    await browser.until('an answer', () =>
      browser.script('return document.readyState === "complete"'),
    );
    assert.equal(receiver.received.length, before, 'no code for a person who was not asked');
  });
}

export async function browser_rule_cases(tally, site) {
  const receivers = [];
  try {
    await site.sign_in_at_host('acct-1001');
    await form_post_cases(tally, site, receivers);
    await redirect_cases(tally, site, receivers);
    await tab_cases(tally, site, receivers);
  } finally {
    for (const receiver of receivers) receiver.close();
  }
}
