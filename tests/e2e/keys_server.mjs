// keys_server.mjs DIR [PORT]: a partner's https site on loopback. /jwks is DIR/jwks.json as it is now; other paths
// misbehave. Writes its port to DIR/port, and a line a request to DIR/requests.
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [dir, port = '0'] = process.argv.slice(2);

const pages = {
  '/jwks': (response) => response.end(readFileSync(`${dir}/jwks.json`)),
  '/redirect': (response) => response.writeHead(302, { Location: '/jwks' }).end(),
  '/missing': (response) => response.writeHead(404).end('{"keys":[]}'),
  '/html': (response) => response.end('<!doctype html><title>Hello</title>'),
  '/large': (response) => response.end(`{"keys":[${'{"kty":"x"},'.repeat(10_000)}{}]}`),
  '/endless': (response) => {
    const more = () => { while (response.write(' '.repeat(16_384))); };
    response.on('drain', more);
    more();
  },
  '/slow': () => {},
};

const server = createServer(
  { key: readFileSync(`${dir}/tls.key`), cert: readFileSync(`${dir}/tls.crt`) },
  (request, response) => {
    appendFileSync(`${dir}/requests`, `${request.method} ${request.url}\n`);
    pages[request.url](response);
  },
);
server.listen(Number(port), '127.0.0.1', () => writeFileSync(`${dir}/port`, `${server.address().port}`));
