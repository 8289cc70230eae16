// One HTTP request to the provider: no redirects, ten seconds, one mebibyte. EXAMPLE CODE.
import http from 'node:http';
import https from 'node:https';

const kTimeout = 10_000;
const kMaxBody = 1024 * 1024;

function collect(response, resolve, reject) {
  const chunks = [];
  let size = 0;
  response.on('data', (chunk) => {
    size += chunk.length;
    if (size > kMaxBody) return response.destroy(new Error('the answer is too long'));
    return chunks.push(chunk);
  });
  response.on('error', reject);
  response.on('end', () =>
    resolve({
      status: response.statusCode,
      type: (response.headers['content-type'] ?? '').split(';')[0].trim(),
      text: Buffer.concat(chunks).toString('utf8'),
    }),
  );
}

function send(url, { method = 'GET', headers = {}, body } = {}) {
  const client = new URL(url).protocol === 'https:' ? https : http;
  // `localhost` may be ::1 or 127.0.0.1: try both.
  const options = {
    method,
    headers,
    autoSelectFamily: true,
    signal: AbortSignal.timeout(kTimeout),
  };
  return new Promise((resolve, reject) => {
    const request = client.request(url, options, (response) => collect(response, resolve, reject));
    request.on('error', reject);
    request.end(body);
  });
}

// The provider's JSON answer: { status, json }.
export async function request_json(url, options) {
  const { status, type, text } = await send(url, {
    ...options,
    headers: { Accept: 'application/json', ...options?.headers },
  });
  if (type !== 'application/json')
    throw new Error(`${new URL(url).pathname} answered ${status} ${type}`);
  return { status, json: JSON.parse(text) };
}

export function post_form(url, fields, headers = {}) {
  return request_json(url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', ...headers },
    body: new URLSearchParams(fields).toString(),
  });
}
