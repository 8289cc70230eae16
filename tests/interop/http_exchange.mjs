// One HTTP request as a browser would send it: no redirects followed, no headers added.
import http from 'node:http';

// Returns { status, headers, set_cookies, text }.
export function exchange(method, url, { headers = {}, body } = {}) {
  const options = { method, headers, autoSelectFamily: true, signal: AbortSignal.timeout(20_000) };
  return new Promise((resolve, reject) => {
    const request = http.request(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (text += chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode,
          headers: response.headers,
          set_cookies: response.headers['set-cookie'] ?? [],
          text,
        }),
      );
    });
    request.on('error', reject);
    request.end(body);
  });
}
