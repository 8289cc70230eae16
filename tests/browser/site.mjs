// All that the browser stories run against: a stack, the demo partner, a browser.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { open_stack } from '../interop/stack.mjs';
import { Browser } from './webdriver.mjs';

const kPartner = fileURLToPath(new URL('../../tools/demo/partner.mjs', import.meta.url));
// What the requests of authorize_url() are bound to.
export const kCodeVerifier = 'v'.repeat(43);

const kScope = 'openid profile email address phone offline_access';

function free_port() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

function wait_for_listening(child) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on(
      'line',
      (line) => line === 'listening' && resolve(),
    );
    child.on('exit', () => reject(new Error('the demo partner ended')));
  });
}

async function start_partner(stack, directory) {
  const port = await free_port();
  const url = `http://127.0.0.1:${port}`;
  const client = await stack.create_client({
    client_name: 'Kite, the demo partner',
    redirect_uris: [`${url}/callback`],
    grant_types: ['authorization_code', 'refresh_token'],
    scope: kScope,
  });
  const secret_file = join(directory, 'partner-secret');
  await writeFile(secret_file, client.client_secret, { mode: 0o600 });
  const child = spawn(
    process.execPath,
    [
      kPartner,
      '--port',
      port,
      '--issuer',
      stack.issuer,
      '--client-id',
      client.client_id,
      '--client-secret-file',
      secret_file,
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  process.once('exit', () => child.kill());
  await wait_for_listening(child);
  return { url, child, client };
}

export class Site {
  static async start(description_file) {
    const site = new Site();
    site.directory = await mkdtemp(join(tmpdir(), 'lockspire-browser-'));
    process.once('exit', () => rmSync(site.directory, { recursive: true, force: true }));
    try {
      site.stack = await open_stack(description_file);
      site.partner = await start_partner(site.stack, site.directory);
      site.browser = await Browser.start();
    } catch (fault) {
      await site.close();
      throw fault;
    }
    return site;
  }

  async close() {
    await this.browser?.close();
    this.partner?.child.removeAllListeners('exit');
    this.partner?.child.kill();
    await this.stack?.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  // Registers a client at this redirect URI.
  register(redirect_uri, metadata = {}) {
    return this.stack.create_client({
      client_name: 'A partner with a callback',
      redirect_uris: [redirect_uri],
      grant_types: ['authorization_code'],
      scope: kScope,
      ...metadata,
    });
  }

  // An authorization request of such a client.
  authorize_url(client_id, redirect_uri, parameters = {}) {
    const url = new URL(`${this.stack.issuer}/authorize`);
    const all = {
      response_type: 'code',
      client_id,
      redirect_uri,
      scope: 'openid profile',
      state: randomBytes(8).toString('hex'),
      code_challenge: createHash('sha256').update(kCodeVerifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...parameters,
    };
    for (const [name, value] of Object.entries(all)) url.searchParams.set(name, value);
    return url.toString();
  }

  // Signs a person in at the host, with nobody's request open.
  async sign_in_at_host(account) {
    const { browser, stack } = this;
    await browser.forget_cookies();
    await browser.open(`${stack.base_url}${stack.login_path}`);
    await browser.click(`input[value="${account}"]`);
    await browser.click('input[type="password"]');
    await browser.type('any');
    await browser.click('button[value="sign-in"]');
    await browser.until_page('host-home');
  }
}
