// Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
// Java 17 or later. Tells Lockspire who is signed in. On every page, before the body:
//   if (person != null) response.addHeader("Set-Cookie", LockspireSession.setCookie(person, now));
// Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
//   already signed in, and `prompt` is not `login`, `max_age` not passed: redirect to safeReturnTo(returnTo)
//   else, with `prompt=none`: redirect to giveUp(returnTo, "login_required"), show nothing
//   signed in now: request.changeSessionId(), set the cookie, redirect back
//   pressed Cancel: redirect to giveUp(returnTo, "access_denied")
// Logout: response.addHeader("Set-Cookie", LockspireSession.clearedCookie())
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.*;
import java.util.stream.*;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

public final class LockspireSession {
  private static final String ISSUER = "@ISSUER@", ORIGIN = "@ORIGIN@", SECRET_NAME = "@SECRET_NAME@";
  private static final Path SECRET_FILE = Path.of("@SECRET_FILE@");
  private static final String COOKIE = "@COOKIE_NAME@", ATTRIBUTES = "; @COOKIE_ATTRIBUTES@";
  private static final int LIFETIME = 900; // seconds; each page makes a new one

  public static String mint(Map<String, ?> claims, String name, byte[] key) throws Exception {
    String header = "{\"alg\":\"HS256\",\"typ\":\"lockspire-session+jwt\",\"kid\":" + json(name) + "}";
    String input = part(header.getBytes(StandardCharsets.UTF_8)) + "." + part(json(claims).getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    return input + "." + part(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)));
  }

  // person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
  // auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
  public static String setCookie(Map<String, ?> person, long now) throws Exception {
    Map<String, Object> claims = new LinkedHashMap<>(person);
    claims.putAll(Map.of("iss", ORIGIN, "aud", ISSUER, "iat", now, "exp", now + LIFETIME));
    byte[] key = Base64.getUrlDecoder().decode(Files.readString(SECRET_FILE).strip());
    return COOKIE + "=" + mint(claims, SECRET_NAME, key) + "; Max-Age=" + LIFETIME + ATTRIBUTES;
  }

  public static String clearedCookie() { return COOKIE + "=; Max-Age=0" + ATTRIBUTES; }

  // A path on this site or `/`: anything else would make the login an open redirector.
  public static String safeReturnTo(String value) {
    return value != null && value.matches("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]*") ? value : "/";
  }

  public static String giveUp(String returnTo, String error) {
    String path = safeReturnTo(returnTo);
    return path + (path.contains("?") ? "&" : "?") + "error=" + error;
  }

  private static String part(byte[] bytes) { return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes); }

  private static String json(Object value) {
    if (value instanceof Map<?, ?> map) return map.entrySet().stream().map(e -> json(e.getKey()) + ":" + json(e.getValue())).collect(Collectors.joining(",", "{", "}"));
    if (value instanceof Collection<?> list) return list.stream().map(LockspireSession::json).collect(Collectors.joining(",", "[", "]"));
    if (!(value instanceof String text)) return String.valueOf(value);
    return text.chars().mapToObj(c -> c < 0x20 || c == '"' || c == '\\' ? String.format("\\u%04x", c) : String.valueOf((char) c)).collect(Collectors.joining("", "\"", "\""));
  }
}
