// node.mjs STUB PORT-FILE: a site of thirty lines that owns its accounts, with the stub dropped in.
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';

const stub = await import(pathToFileURL(process.argv[2]));
const sessions = new Map();
const session_of = (req) => sessions.get(/(?:^|; )site=([^;]*)/.exec(req.headers.cookie ?? '')?.[1]);
const tell_lockspire = stub.session_cookie_for(session_of);
const escape = (text) => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const form = (query) => `<form method="post"><input name="name"><input type="hidden" name="return_to" value="${
  escape(query.get('return_to') ?? '')}"><button>Sign in</button></form>`;
const redirect = (res, to) => res.writeHead(303, { Location: to }).end();

function login(req, res, query, body) {
  const return_to = (body ?? query).get('return_to');
  if (!body && session_of(req) && query.get('prompt') !== 'login') return redirect(res, stub.safe_return_to(return_to));
  if (!body && query.get('prompt') === 'none') return redirect(res, stub.give_up(return_to, 'login_required'));
  if (!body) return res.writeHead(200, { 'Content-Type': 'text/html' }).end(form(query));
  if (!body.get('name')) return redirect(res, stub.give_up(return_to, 'access_denied'));
  const [id, sid] = [randomBytes(16), randomBytes(16)].map((bytes) => bytes.toString('hex'));
  const claims = { name: body.get('name'), email: 'ada@example.com', email_verified: true };
  const person = { sub: 'user:7', sid, auth_time: Math.floor(Date.now() / 1000), amr: ['pwd'], claims };
  sessions.set(id, person);
  res.setHeader('Set-Cookie', [`site=${id}; Path=/; HttpOnly; SameSite=Lax`, stub.set_cookie(person)]);
  return redirect(res, stub.safe_return_to(return_to));
}

const server = createServer((req, res) => tell_lockspire(req, res, async () => {
  const url = new URL(req.url, 'http://site');
  const chunks = await req.toArray();
  const body = req.method === 'POST' ? new URLSearchParams(Buffer.concat(chunks).toString()) : null;
  if (url.pathname === '/login') login(req, res, url.searchParams, body);
  else res.end(session_of(req)?.claims.name ?? 'nobody');
}));
server.listen(0, '127.0.0.1', () => writeFileSync(process.argv[3], String(server.address().port)));
