<?php
// Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
// PHP 8.1 or later, with or without a framework. Tells Lockspire who is signed in. On every page:
//
//   if ($person) LockspireSession::send($person);
//
// Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
//   already signed in, and `prompt` is not `login`, `max_age` not passed: go to safe_return_to($return_to)
//   else, with `prompt=none`: go to give_up($return_to, 'login_required'), show nothing
//   signed in now: session_regenerate_id(true), LockspireSession::send($person), go back
//   pressed Cancel: go to give_up($return_to, 'access_denied')
// Logout: LockspireSession::clear()

final class LockspireSession
{
    private const ISSUER = '@ISSUER@';
    private const ORIGIN = '@ORIGIN@';
    private const SECRET_NAME = '@SECRET_NAME@';
    private const SECRET_FILE = '@SECRET_FILE@';
    private const COOKIE = '@COOKIE_NAME@';
    private const ATTRIBUTES = '@COOKIE_ATTRIBUTES@';
    private const LIFETIME = 900; // seconds; each page makes a new one

    public static function mint(array $claims, string $name, string $key): string
    {
        $header = ['alg' => 'HS256', 'typ' => 'lockspire-session+jwt', 'kid' => $name];
        $flags = JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE | JSON_THROW_ON_ERROR;
        $part = fn(string $bytes) => rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
        $input = $part(json_encode($header, $flags)) . '.' . $part(json_encode($claims, $flags));
        return $input . '.' . $part(hash_hmac('sha256', $input, $key, true));
    }

    // $person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
    // auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
    public static function set_cookie(array $person, ?int $now = null): string
    {
        $now ??= time();
        $key = base64_decode(strtr(trim(file_get_contents(self::SECRET_FILE)), '-_', '+/'));
        $claims = ['iss' => self::ORIGIN, 'aud' => self::ISSUER] + $person + ['iat' => $now, 'exp' => $now + self::LIFETIME];
        $token = self::mint($claims, self::SECRET_NAME, $key);
        return self::COOKIE . "=$token; Max-Age=" . self::LIFETIME . '; ' . self::ATTRIBUTES;
    }

    public static function send(array $person): void { header('Set-Cookie: ' . self::set_cookie($person), false); }
    public static function cleared_cookie(): string { return self::COOKIE . '=; Max-Age=0; ' . self::ATTRIBUTES; }
    public static function clear(): void { header('Set-Cookie: ' . self::cleared_cookie(), false); }

    // A path on this site or `/`: anything else would make the login an open redirector.
    public static function safe_return_to(mixed $value): string
    {
        return is_string($value) && preg_match('~^/(?![/\\\\])[\x21-\x5b\x5d-\x7e]*$~D', $value) ? $value : '/';
    }

    public static function give_up(mixed $return_to, string $error): string
    {
        $path = self::safe_return_to($return_to);
        return $path . (str_contains($path, '?') ? '&' : '?') . "error=$error";
    }
}
