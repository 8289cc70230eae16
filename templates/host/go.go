// Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
// Go 1.19 or later, net/http. Tells Lockspire who is signed in. On every page, before the body:
// w.Header().Add("Set-Cookie", cookie) with the cookie of lockspire.SetCookie(person, time.Now()).
// Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey. Already
// signed in, and prompt is not login, max_age not passed: redirect to SafeReturnTo(returnTo); else, with
// prompt=none: redirect to GiveUp(returnTo, "login_required"), show nothing; signed in now: a new session id of yours,
// set the cookie, redirect back; Cancel: redirect to GiveUp(returnTo, "access_denied"). Logout: ClearedCookie.
package lockspire

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"os"
	"regexp"
	"strings"
	"time"
)

const issuer, origin, secretName, secretFile = "@ISSUER@", "@ORIGIN@", "@SECRET_NAME@", "@SECRET_FILE@"
const cookie, attributes = "@COOKIE_NAME@=", "; @COOKIE_ATTRIBUTES@"
const lifetime, ClearedCookie = 900, cookie + "; Max-Age=0" + attributes // seconds; each page makes a new one

func Mint(claims map[string]any, name string, key []byte) (string, error) {
	header := `{"alg":"HS256","typ":"lockspire-session+jwt","kid":"` + name + `"}`
	payload, err := json.Marshal(claims)
	part := base64.RawURLEncoding.EncodeToString
	input := part([]byte(header)) + "." + part(payload)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(input))
	return input + "." + part(mac.Sum(nil)), err
}

// SetCookie: person has sub (a stable id, never an e-mail address), sid (of your session, not its cookie's
// value), auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
func SetCookie(person map[string]any, now time.Time) (string, error) {
	text, _ := os.ReadFile(secretFile)
	key, err := base64.RawURLEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) < 32 {
		return "", os.ErrInvalid // of the secret file
	}
	claims := map[string]any{"iss": origin, "aud": issuer, "iat": now.Unix(), "exp": now.Unix() + lifetime}
	for name, value := range person {
		claims[name] = value
	}
	token, err := Mint(claims, secretName, key)
	return cookie + token + "; Max-Age=900" + attributes, err
}

var ownPath = regexp.MustCompile(`^/([\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*)?$`)

// SafeReturnTo: a path on this site or `/`; anything else would make the login an open redirector.
func SafeReturnTo(v string) string { return "/" + strings.TrimPrefix(ownPath.FindString(v), "/") }

func GiveUp(returnTo, reason string) string {
	mark := map[bool]string{true: "&", false: "?"}[strings.Contains(SafeReturnTo(returnTo), "?")]
	return SafeReturnTo(returnTo) + mark + "error=" + reason
}
