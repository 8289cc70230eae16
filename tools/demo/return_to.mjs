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

// The same path, saying that nobody signed in: `access_denied` when the person gave up,
// `login_required` when nobody was to be asked.
export function with_error(path, error) {
  const [before, ...fragment] = path.split('#');
  const told = `${before}${before.includes('?') ? '&' : '?'}error=${error}`;
  return [told, ...fragment].join('#');
}
