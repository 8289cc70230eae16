// How the pages look: light and dark, wide and narrow; screenshots for a person to look at, and the
// rules that a program can judge.
import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const kFolder = fileURLToPath(new URL('../../build/screenshots/', import.meta.url));
const kLooks = [
  ['light', 1000],
  ['dark', 1000],
  ['light', 320],
  ['dark', 320],
];

// Contrast of each element's own text against the first background behind it (WCAG 2.1, 1.4.3).
const kLowContrast = `
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => {
    const linear = (v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    const [x, y, z] = [r, g, b].map((v) => linear(v / 255));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length < 4 || color[3] > 0) return color;
    }
    return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255];
  };
  const is_text = (node) => node.nodeType === 3 && node.data.trim() !== "";
  const shows_text = (e) => [...e.childNodes].some(is_text) && e.getClientRects().length > 0;
  return [...document.body.querySelectorAll("*")].filter(shows_text)
    .map((e) => {
      const [a, b] = [light(parse(getComputedStyle(e).color)), light(ground(e))];
      const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
      const name = e.tagName + (e.id ? "#" + e.id : "");
      return [ratio, name + ": " + e.textContent.trim().slice(0, 30)];
    })
    .filter(([ratio]) => ratio < 4.5).map(([ratio, what]) => ratio.toFixed(2) + " " + what);
`;

const kNarrowTargets = `
  return [...document.querySelectorAll("button, input[type=checkbox], input[type=radio]")]
    .map((e) => [e, (e.labels && e.labels[0] ? e.labels[0] : e).getBoundingClientRect()])
    .filter(([, box]) => box.height < 24 || box.width < 24).map(([e]) => e.id || e.name);
`;

async function look_at(site, tally, name) {
  const { browser } = site;
  for (const [scheme, width] of kLooks) {
    await tally.check(`${name}, ${scheme}, ${width} wide: readable, nothing cut off`, async () => {
      await browser.look(scheme, width);
      await writeFile(join(kFolder, `${name}-${scheme}-${width}.png`), await browser.screenshot());
      const overflow = await browser.script(
        'return document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      assert.ok(overflow <= 0, `${overflow} pixels too wide`);
      assert.deepEqual(await browser.script(kLowContrast), []);
      assert.deepEqual(await browser.script(kNarrowTargets), []);
    });
  }
  await browser.usual_look();
}

async function open_and_look(site, tally, name, page, open) {
  await open();
  await site.browser.until_page(page);
  await look_at(site, tally, name);
}

// Comes back from the login again and again without having logged in.
async function refuse_to_log_in(site) {
  const { browser, stack } = site;
  for (let trips = 1; trips <= 3; trips += 1) {
    await browser.until_page('host-login');
    const return_to = new URL(await browser.url()).searchParams.get('return_to');
    await browser.open(`${stack.base_url}${return_to}`);
  }
}

export async function look_cases(tally, site) {
  const { browser, stack, partner } = site;
  const callback = `${partner.url}/callback`;
  const authorize = (parameters, redirect_uri = callback) =>
    browser.open(site.authorize_url(partner.client.client_id, redirect_uri, parameters));
  await mkdir(kFolder, { recursive: true });
  await browser.forget_cookies();
  await open_and_look(site, tally, 'partner-start', 'partner-start', () =>
    browser.open(`${partner.url}/`),
  );
  await open_and_look(site, tally, 'host-login', 'host-login', () => authorize({}));
  await site.sign_in_at_host('acct-1001');
  await look_at(site, tally, 'host-home');
  const everything = 'openid profile email address phone offline_access';
  await open_and_look(site, tally, 'consent', 'consent', () =>
    authorize({ scope: everything, prompt: 'consent' }),
  );
  await open_and_look(site, tally, 'error', 'error', () => authorize({}, 'https://evil.example/'));
  await open_and_look(site, tally, 'login-required', 'login-required', async () => {
    await authorize({ prompt: 'login' });
    await refuse_to_log_in(site);
  });
  await browser.open(`${partner.url}/`);
  await browser.click('#connect');
  await browser.until_page('consent');
  await browser.click('#approve');
  await browser.until_page('partner-signed-in');
  await look_at(site, tally, 'partner-signed-in');
  await open_and_look(site, tally, 'apps', 'apps', () =>
    browser.open(`${stack.issuer}/account/apps`),
  );
  await tally.check('a click takes the access of an app away', async () => {
    const count = () => browser.script('return document.querySelectorAll("#apps > li").length');
    for (let left = await count(); left > 0; left = await count()) {
      await browser.click('#apps button[value="revoke"]');
      await browser.until('one app fewer', async () => (await count()) === left - 1);
    }
    await browser.until('the page says so', () =>
      browser.script('return document.querySelector("#no-apps") !== null'),
    );
  });
  await look_at(site, tally, 'apps-empty');
  await browser.devtools('Emulation.setScriptExecutionDisabled', { value: true });
  await open_and_look(site, tally, 'form-post', 'form-post', async () => {
    await authorize({ response_mode: 'form_post', prompt: 'consent' });
    await browser.until_page('consent');
    await browser.click('#approve');
  });
  await browser.devtools('Emulation.setScriptExecutionDisabled', { value: false });
  await browser.open(`${stack.base_url}/`);
}
