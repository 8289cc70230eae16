// Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
// .NET 6 or later; ASP.NET Core. Tells Lockspire who is signed in. On every page, in a middleware:
//   if (person != null) response.Headers.Append("Set-Cookie", LockspireSession.SetCookie(person, DateTimeOffset.UtcNow));
//
// Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
//   already signed in, and `prompt` is not `login`, `max_age` not passed: Redirect(SafeReturnTo(returnTo))
//   else, with `prompt=none`: Redirect(GiveUp(returnTo, "login_required")), show nothing
//   signed in now: a new session id of yours, set the cookie, redirect back
//   pressed Cancel: Redirect(GiveUp(returnTo, "access_denied"))
// Logout: response.Headers.Append("Set-Cookie", LockspireSession.ClearedCookie)
using System;
using System.Collections.Generic;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

public static class LockspireSession
{
    private const string Issuer = "@ISSUER@";
    private const string Origin = "@ORIGIN@";
    private const string SecretName = "@SECRET_NAME@";
    private const string SecretFile = "@SECRET_FILE@";
    private const string Cookie = "@COOKIE_NAME@";
    private const string Attributes = "; @COOKIE_ATTRIBUTES@";
    private const int Lifetime = 900; // seconds; each page makes a new one

    private static string Part(byte[] bytes) =>
        Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    public static string Mint(IDictionary<string, object> claims, string name, byte[] key)
    {
        var header = $"{{\"alg\":\"HS256\",\"typ\":\"lockspire-session+jwt\",\"kid\":\"{name}\"}}";
        var input = Part(Encoding.UTF8.GetBytes(header)) + "." + Part(JsonSerializer.SerializeToUtf8Bytes(claims));
        using var mac = new HMACSHA256(key);
        return input + "." + Part(mac.ComputeHash(Encoding.ASCII.GetBytes(input)));
    }

    // person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
    // auth_time (when the password, passkey or MFA was checked; seconds), and maybe amr, acr, claims.
    public static string SetCookie(IDictionary<string, object> person, DateTimeOffset now)
    {
        var iat = now.ToUnixTimeSeconds();
        var claims = new Dictionary<string, object>(person)
            { ["iss"] = Origin, ["aud"] = Issuer, ["iat"] = iat, ["exp"] = iat + Lifetime };
        var text = File.ReadAllText(SecretFile).Trim().Replace('-', '+').Replace('_', '/');
        var key = Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='));
        return Cookie + "=" + Mint(claims, SecretName, key) + "; Max-Age=" + Lifetime + Attributes;
    }

    public static string ClearedCookie => Cookie + "=; Max-Age=0" + Attributes;

    // A path on this site or `/`: anything else would make the login an open redirector.
    public static string SafeReturnTo(string? value) =>
        value != null && Regex.IsMatch(value, @"\A/(?![/\\])[\x21-\x5b\x5d-\x7e]*\z") ? value : "/";

    public static string GiveUp(string? returnTo, string error) =>
        SafeReturnTo(returnTo) + (SafeReturnTo(returnTo).Contains('?') ? "&" : "?") + "error=" + error;
}
