// What both demo apps need of a web server: escaped HTML, cookies, forms, headers. EXAMPLE CODE.
import http from 'node:http';

class Markup {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

const kEscapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export function escape_html(value) {
  return String(value).replace(/[&<>"']/g, (c) => kEscapes[c]);
}

function to_markup(value) {
  if (value === undefined || value === null || value === false) return '';
  if (Array.isArray(value)) return value.map(to_markup).join('');
  return value instanceof Markup ? value.text : escape_html(value);
}

// Every value is escaped unless it came out of html`` itself.
export function html(parts, ...values) {
  return new Markup(parts.reduce((text, part, i) => text + to_markup(values[i - 1]) + part));
}

export function layout({ title, badge, page, body }) {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="/demo.css">
</head>
<body data-page="${page}" class="${badge.kind}">
<header>
<p class="brand">${badge.name}</p>
<p class="badge">Example code for a demonstration: nothing here is real</p>
</header>
<main>${body}</main>
</body>
</html>
`;
}

// Options of the form `--name value`; each of `names` is required, each of `defaults` optional.
export function parse_arguments(argv, names, defaults = {}) {
  const options = { ...defaults };
  for (let i = 0; i < argv.length; i += 2) {
    const name = argv[i].replace(/^--/, '');
    if (!argv[i].startsWith('--') || !(names.includes(name) || name in defaults)) {
      throw new Error(`unknown argument ${argv[i]}`);
    }
    if (argv[i + 1] === undefined) throw new Error(`--${name} wants a value`);
    options[name] = argv[i + 1];
  }
  const missing = names.filter((name) => options[name] === undefined);
  if (missing.length > 0) throw new Error(`missing --${missing.join(', --')}`);
  return options;
}

// Undefined when the cookie is absent or stands there twice.
export function read_cookie(request, name) {
  const found = (request.headers.cookie ?? '')
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair.startsWith(`${name}=`));
  return found.length === 1 ? found[0].slice(name.length + 1) : undefined;
}

export function make_cookie(name, value, { secure, max_age }) {
  const age = max_age === undefined ? '' : `; Max-Age=${max_age}`;
  return `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}${age}`;
}

const kMaxBody = 16 * 1024;

export class Refusal extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

export async function read_form(request) {
  const type = (request.headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new Refusal(415, 'A form was expected.');
  let body = '';
  request.setEncoding('utf8');
  for await (const chunk of request) {
    body += chunk;
    if (body.length > kMaxBody) throw new Refusal(413, 'The form is too long.');
  }
  return new URLSearchParams(body);
}

// Absent, or there once: a parameter that stands twice is nobody's.
export function one(parameters, name) {
  const values = parameters.getAll(name);
  if (values.length > 1) throw new Refusal(400, `${name} stands there more than once.`);
  return values[0];
}

// A form of another site may not act here. Browsers send Origin with every POST.
export function require_own_origin(request, origin) {
  const sent = request.headers.origin;
  const site = request.headers['sec-fetch-site'];
  if (sent !== undefined && sent !== origin) {
    throw new Refusal(403, `This form came from another place. This site lives at ${origin}.`);
  }
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new Refusal(403, `This form came from another site. This one lives at ${origin}.`);
  }
}

// No form-action in the policy: browsers apply it to each redirect after the POST too, and the way
// from a login goes through Lockspire to the callback of any client.
const kHeaders = {
  'Content-Security-Policy':
    "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'",
  'Cache-Control': 'no-store',
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

export function send_page(response, status, markup, cookies = []) {
  response.writeHead(status, {
    ...kHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    ...(cookies.length > 0 ? { 'Set-Cookie': cookies } : {}),
  });
  response.end(markup.toString());
}

export function redirect(response, location, cookies = []) {
  response.writeHead(303, {
    ...kHeaders,
    Location: location,
    ...(cookies.length > 0 ? { 'Set-Cookie': cookies } : {}),
  });
  response.end();
}

export function send_css(response, css) {
  response.writeHead(200, {
    'Content-Type': 'text/css; charset=utf-8',
    'Cache-Control': 'no-cache',
  });
  response.end(css);
}

export function send_json(response, status, value) {
  response.writeHead(status, {
    'Content-Type': 'application/json',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(`${JSON.stringify(value)}\n`);
}

// Routes: "METHOD /path" -> async (request, response, url). `refuse` paints a Refusal.
function find_route(routes, method, path) {
  const handler = routes[`${method === 'HEAD' ? 'GET' : method} ${path}`];
  if (handler) return { handler };
  const allowed = ['GET', 'POST'].filter((other) => routes[`${other} ${path}`]);
  return { allowed };
}

async function dispatch(routes, refuse, request, response) {
  // As it came: a host that takes //api for /api opens a way round the guard of /api.
  const url = new URL(`http://localhost${request.url.startsWith('/') ? request.url : '/'}`);
  const { handler, allowed } = find_route(routes, request.method, url.pathname);
  if (handler) return handler(request, response, url);
  if (allowed.length === 0)
    return refuse(request, response, new Refusal(404, 'There is no such page.'));
  response.setHeader(
    'Allow',
    allowed.includes('GET') ? ['HEAD', ...allowed].join(', ') : allowed.join(', '),
  );
  return refuse(request, response, new Refusal(405, 'This page does not do that.'));
}

async function answer(routes, refuse, request, response) {
  try {
    await dispatch(routes, refuse, request, response);
  } catch (fault) {
    if (response.headersSent) return response.destroy();
    if (fault instanceof Refusal) return refuse(request, response, fault);
    process.stderr.write(`${fault.stack ?? fault}\n`);
    return refuse(request, response, new Refusal(500, 'Something broke here.'));
  }
}

// Serves on 127.0.0.1, prints `listening` when ready, ends on SIGINT and SIGTERM.
export function serve(port, routes, refuse) {
  const server = http.createServer((request, response) =>
    answer(routes, refuse, request, response),
  );
  server.on('error', (fault) => {
    process.stderr.write(`${fault.message}\n`);
    process.exit(1);
  });
  const stop = () => {
    server.close(() => process.exit(0));
    server.closeAllConnections();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  server.listen(port, '127.0.0.1', () => process.stdout.write('listening\n'));
}

// Runs `main`; a wrong command line or a missing file is one line on standard error and status 2.
export function run(main, usage) {
  if (process.argv.length === 3 && process.argv[2] === '--help') {
    process.stdout.write(`usage: ${usage}\n`);
    return;
  }
  try {
    main(process.argv.slice(2));
  } catch (fault) {
    process.stderr.write(`${fault.message}\nusage: ${usage}\n`);
    process.exit(2);
  }
}
