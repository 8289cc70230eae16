// A real Chromium, driven over the WebDriver protocol (W3C) by chromedriver: no library between.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const kElement = 'element-6066-11e4-a52e-4f735466cecf';
const kPatience = 15_000;

export const kKeys = { tab: '\uE004', enter: '\uE007', space: ' ', down: '\uE015' };

function call(port, method, path, body) {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers =
    text === undefined
      ? {}
      : { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: '127.0.0.1', port, method, path, headers, timeout: 60_000 },
      (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (answer += chunk));
        response.on('end', () => {
          const { value } = JSON.parse(answer);
          if (response.statusCode === 200) return resolve(value);
          return reject(
            new Error(
              `${method} ${path.replace(/^\/session\/[^/]*/, '')}: ${value.error}: ${value.message}`,
            ),
          );
        });
      },
    );
    request.on('timeout', () => request.destroy(new Error('chromedriver does not answer')));
    request.on('error', reject);
    request.end(text);
  });
}

// Waits for the line in which chromedriver names the port that it chose.
function read_port(driver) {
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: driver.stdout });
    lines.on('line', (line) => {
      const found = line.match(/started successfully on port (\d+)/);
      if (found) resolve(Number(found[1]));
    });
    driver.on('error', reject);
    driver.on('exit', () => reject(new Error('chromedriver ended')));
  });
}

function chromium_options(profile) {
  const args = [
    '--headless=new',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--no-first-run',
    '--disable-extensions',
    '--disable-background-networking',
    '--disable-component-update',
    '--hide-scrollbars',
    `--user-data-dir=${profile}`,
    '--window-size=1000,900',
    '--lang=en',
  ];
  // Chromium's sandbox refuses to run as root.
  if (process.getuid() === 0) args.push('--no-sandbox');
  return { binary: process.env.CHROMIUM ?? '/usr/bin/chromium', args };
}

// At exit nothing can be awaited, and processes that were just killed may still write for a moment.
function remove_at_exit(directory) {
  const idle = new Int32Array(new SharedArrayBuffer(4));
  for (let left = 40; left > 0; left -= 1) {
    try {
      return rmSync(directory, { recursive: true, force: true });
    } catch {
      Atomics.wait(idle, 0, 0, 50);
    }
  }
  return process.stderr.write(`${directory} could not be removed\n`);
}

export class Browser {
  #driver;
  #port;
  #session;
  #profile;
  #chromium; // its process, while it runs

  static async start() {
    const browser = new Browser();
    browser.#profile = await mkdtemp(join(tmpdir(), 'lockspire-chromium-'));
    browser.#driver = spawn(process.env.CHROMEDRIVER ?? 'chromedriver', ['--port=0'], {
      stdio: ['ignore', 'pipe', 'ignore'],
      env: { ...process.env, TMPDIR: browser.#profile },
    });
    process.once('exit', () => browser.#abandon());
    browser.#port = await read_port(browser.#driver);
    const alwaysMatch = {
      browserName: 'chrome',
      'goog:chromeOptions': chromium_options(browser.#profile),
      'goog:loggingPrefs': { browser: 'ALL' },
      timeouts: { pageLoad: 30_000, script: 10_000, implicit: 0 },
    };
    const { sessionId, capabilities } = await call(browser.#port, 'POST', '/session', {
      capabilities: { alwaysMatch },
    });
    browser.#session = sessionId;
    browser.#chromium = capabilities['goog:processID'];
    return browser;
  }

  async close() {
    if (this.#session) await this.#send('DELETE', '').catch(() => undefined);
    this.#chromium = undefined;
    this.#driver.kill();
    await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
  }

  // At the end of an interrupted story: chromedriver does not take its Chromium with it.
  #abandon() {
    if (this.#chromium !== undefined) process.kill(this.#chromium, 'SIGKILL');
    this.#driver.kill();
    remove_at_exit(this.#profile);
  }

  #send(method, path, body) {
    return call(
      this.#port,
      method,
      `/session/${this.#session}${path}`,
      method === 'POST' ? (body ?? {}) : undefined,
    );
  }

  open(url) {
    return this.#send('POST', '/url', { url });
  }

  url() {
    return this.#send('GET', '/url');
  }

  // Runs the body of a function in the page.
  script(body, ...args) {
    return this.#send('POST', '/execute/sync', { script: body, args });
  }

  devtools(cmd, params = {}) {
    return this.#send('POST', '/goog/cdp/execute', { cmd, params });
  }

  async #find(css) {
    const found = await this.#send('POST', '/element', { using: 'css selector', value: css });
    return found[kElement];
  }

  async click(css) {
    await this.#send('POST', `/element/${await this.#find(css)}/click`);
  }

  async text(css) {
    return this.#send('GET', `/element/${await this.#find(css)}/text`);
  }

  async enter_frame(css) {
    await this.#send('POST', '/frame', { id: { [kElement]: await this.#find(css) } });
  }

  leave_frame() {
    return this.#send('POST', '/frame', { id: null });
  }

  has(css) {
    return this.script('return document.querySelector(arguments[0]) !== null', css);
  }

  // Presses keys one after the other, where the focus is.
  async press(...keys) {
    const actions = keys.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
  }

  async type(text) {
    await this.press(...text);
  }

  // Presses Tab until the element has the focus: a person without a mouse gets there or does not.
  async tab_to(css) {
    for (let i = 0; i < 40; i += 1) {
      await this.press(kKeys.tab);
      if (await this.script('return document.activeElement?.matches(arguments[0]) ?? false', css))
        return;
    }
    throw new Error(`Tab never reaches ${css}`);
  }

  // Waits until `holds` says true; a page may be on its way.
  async until(what, holds) {
    const end = Date.now() + kPatience;
    let fault;
    while (Date.now() < end) {
      try {
        if (await holds()) return;
        fault = undefined;
      } catch (thrown) {
        fault = thrown;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(
      `waited in vain for ${what} at ${await this.url()}${fault ? `: ${fault.message}` : ''}`,
    );
  }

  // Waits for the page whose body says `data-page`.
  until_page(name) {
    return this.until(`page ${name}`, () =>
      this.script(
        'return document.readyState === "complete" && document.body.dataset.page === arguments[0]',
        name,
      ),
    );
  }

  async new_tab() {
    const { handle } = await this.#send('POST', '/window/new', { type: 'tab' });
    await this.to_tab(handle);
    return handle;
  }

  this_tab() {
    return this.#send('GET', '/window');
  }

  to_tab(handle) {
    return this.#send('POST', '/window', { handle });
  }

  close_tab() {
    return this.#send('DELETE', '/window');
  }

  // What the console said since the last call, as text.
  async console_lines() {
    return (await this.#send('POST', '/se/log', { type: 'browser' })).map(({ message }) => message);
  }

  forget_cookies() {
    return this.devtools('Network.clearBrowserCookies');
  }

  // Emulates the person's colours and the screen's width.
  async look(scheme, width) {
    await this.devtools('Emulation.setEmulatedMedia', {
      features: [{ name: 'prefers-color-scheme', value: scheme }],
    });
    await this.devtools('Emulation.setDeviceMetricsOverride', {
      width,
      height: 800,
      deviceScaleFactor: 1,
      mobile: width < 600,
    });
  }

  async usual_look() {
    await this.devtools('Emulation.setEmulatedMedia', { features: [] });
    await this.devtools('Emulation.clearDeviceMetricsOverride');
  }

  // The whole page as PNG.
  async screenshot() {
    const { data } = await this.devtools('Page.captureScreenshot', {
      format: 'png',
      captureBeyondViewport: true,
    });
    return Buffer.from(data, 'base64');
  }
}
