// Where the login may send the browser: a path on this origin, and nothing else. EXAMPLE CODE, but
// the check is the one that a real host needs, or it is an open redirector.

// Printable ASCII only: browsers drop tabs and line ends, so `/<tab>/evil.example` is another site.
export function is_own_path(value, origin) {
  if (!/^\/[\x21-\x7e]*$/.test(value) || /^\/[/\\]/.test(value)) return false;
  try {
    return new URL(value, origin).origin === origin;
  } catch {
    return false;
  }
}

// The same path, saying that the person gave up.
export function with_access_denied(path) {
  const [before, ...fragment] = path.split('#');
  const denied = `${before}${before.includes('?') ? '&' : '?'}error=access_denied`;
  return [denied, ...fragment].join('#');
}
