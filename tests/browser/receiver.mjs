// The other end of a redirect URI: a little site that keeps what it was sent. Several of them on
// different ports and names are other sites to the browser.
import http from 'node:http';

async function read_body(request) {
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) body += chunk;
  return body;
}

function escape_html(text) {
  return text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
}

const page = (name, body) =>
  `<!doctype html><html lang="en"><title>${name}</title>
<body data-page="${name}">${body}</body></html>`;

export class Receiver {
  #server;
  received = [];
  onward; // an address that /cb redirects to, when set

  static async start() {
    const receiver = new Receiver();
    receiver.#server = http.createServer((request, response) =>
      receiver.#answer(request, response),
    );
    await new Promise((resolve) => receiver.#server.listen(0, '127.0.0.1', resolve));
    receiver.port = receiver.#server.address().port;
    receiver.origin = `http://127.0.0.1:${receiver.port}`;
    receiver.redirect_uri = `${receiver.origin}/cb`;
    return receiver;
  }

  close() {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  // The parameters of the last answer that came to /cb.
  last() {
    const { method, url, body } = this.received.at(-1);
    const query = new URL(url, this.origin).searchParams;
    return { method, parameters: method === 'POST' ? new URLSearchParams(body) : query };
  }

  async #answer(request, response) {
    const url = new URL(request.url, this.origin);
    const body = await read_body(request);
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    if (url.pathname === '/cb') {
      this.received.push({ method: request.method, url: request.url, body });
      if (this.onward) return response.writeHead(302, { Location: this.onward }).end();
      return response.writeHead(200, headers).end(page('receiver', 'received'));
    }
    if (url.pathname === '/post') return response.writeHead(200, headers).end(this.#post_form(url));
    if (url.pathname === '/frame') {
      const src = escape_html(url.searchParams.get('src'));
      return response
        .writeHead(200, headers)
        .end(page('framing', `<iframe id="frame" src="${src}" width="600" height="600"></iframe>`));
    }
    if (url.pathname === '/onward')
      return response.writeHead(200, headers).end(page('onward', 'here'));
    return response.writeHead(404, headers).end(page('nothing', ''));
  }

  // A page of another site that posts a request to the provider.
  #post_form(url) {
    const target = new URL(url.searchParams.get('to'));
    const fields = [...target.searchParams]
      .map(
        ([name, value]) =>
          `<input type="hidden" name="${escape_html(name)}" value="${escape_html(value)}">`,
      )
      .join('');
    const action = escape_html(`${target.origin}${target.pathname}`);
    return page(
      'poster',
      `<form method="post" action="${action}">${fields}<button id="post">Post</button></form>`,
    );
  }
}
