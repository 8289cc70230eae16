// Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
// Go 1.19 or later, net/http. Tells Lockspire who is signed in. On every page: http.SetCookie(w, cookie)
// with the cookie of lockspire.Cookie(person, time.Now()), before the body.
//
// Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey.
// Already signed in, and prompt is not login, max_age not passed: redirect to SafeReturnTo(returnTo);
// prompt=none and not signed in: redirect to GiveUp(returnTo, "login_required"), show nothing;
// signed in now: a new session id of yours, set the cookie, redirect back;
// pressed Cancel: redirect to GiveUp(returnTo, "access_denied"). Logout: ClearedCookie().
package lockspire

import (
	"crypto/hmac"
	"crypto/sha256"
	b64 "encoding/base64"
	"encoding/json"
	"net/http"
	"os"
	"regexp"
	"strings"
	"time"
)

const issuer, origin, cookieName = "@ISSUER@", "@ORIGIN@", "@COOKIE_NAME@"
const secretName, secretFile = "@SECRET_NAME@", "@SECRET_FILE@"
const lifetime = 900 // seconds; each page makes a new one

// Claims: Sub is a stable id and never an e-mail address, Sid of your session and not its cookie's value,
// AuthTime when the password, passkey or MFA was checked. Cookie sets iss, aud, iat and exp.
type Claims struct {
	Iss      string         `json:"iss"`
	Aud      string         `json:"aud"`
	Sub      string         `json:"sub"`
	Sid      string         `json:"sid"`
	AuthTime int64          `json:"auth_time"`
	Iat      int64          `json:"iat"`
	Exp      int64          `json:"exp"`
	Amr      []string       `json:"amr,omitempty"`
	Acr      string         `json:"acr,omitempty"`
	Claims   map[string]any `json:"claims,omitempty"`
}

func Mint(claims Claims, name string, key []byte) (string, error) {
	payload, err := json.Marshal(claims)
	header := `{"alg":"HS256","typ":"lockspire-session+jwt","kid":"` + name + `"}`
	input := b64.RawURLEncoding.EncodeToString([]byte(header)) + "." + b64.RawURLEncoding.EncodeToString(payload)
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(input))
	return input + "." + b64.RawURLEncoding.EncodeToString(mac.Sum(nil)), err
}

func cookie(value string, maxAge int) *http.Cookie {
	return &http.Cookie{Name: cookieName, Value: value, Path: "/", MaxAge: maxAge, HttpOnly: true,
		Secure: strings.HasPrefix(origin, "https:"), SameSite: http.SameSiteLaxMode}
}

func ClearedCookie() *http.Cookie { return cookie("", -1) }

func Cookie(person Claims, now time.Time) (*http.Cookie, error) {
	text, err := os.ReadFile(secretFile)
	if err != nil {
		return nil, err
	}
	key, err := b64.RawURLEncoding.DecodeString(strings.TrimSpace(string(text)))
	if err != nil {
		return nil, err
	}
	person.Iss, person.Aud, person.Iat, person.Exp = origin, issuer, now.Unix(), now.Unix()+lifetime
	token, err := Mint(person, secretName, key)
	return cookie(token, lifetime), err
}

var ownPath = regexp.MustCompile(`^/([\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x5b\x5d-\x7e]*)?$`)

// SafeReturnTo is a path on this site or `/`: anything else would make the login an open redirector.
func SafeReturnTo(value string) string {
	if ownPath.MatchString(value) {
		return value
	}
	return "/"
}

func GiveUp(returnTo, reason string) string {
	path := SafeReturnTo(returnTo)
	if strings.Contains(path, "?") {
		return path + "&error=" + reason
	}
	return path + "?error=" + reason
}
