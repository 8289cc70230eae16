# Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
# Python 3.9 or later; Django and Flask use this one file. Tells Lockspire who is signed in.
#
# On every page, in a middleware (Django) or after_request (Flask): if person: sign_in(response, person)
#
# Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
#   already signed in, and `prompt` is not `login`, `max_age` not passed: redirect(safe_return_to(return_to))
#   else, with `prompt=none`: redirect(give_up(return_to, 'login_required')), show nothing
#   signed in now: a new session id of yours (Django: login() does that), sign_in(response, person), go back
#   pressed Cancel: redirect(give_up(return_to, 'access_denied'))
# Logout: sign_out(response)
import base64
import hashlib
import hmac
import json
import re
import time

ISSUER = '@ISSUER@'
ORIGIN = '@ORIGIN@'
SECRET_NAME = '@SECRET_NAME@'
SECRET_FILE = '@SECRET_FILE@'
COOKIE = '@COOKIE_NAME@'
LIFETIME = 900  # seconds; each page makes a new one
ATTRIBUTES = {'path': '/', 'secure': ORIGIN.startswith('https:'), 'httponly': True, 'samesite': 'Lax'}


def part(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=')


def mint(claims, name, key):
    header = {'alg': 'HS256', 'typ': 'lockspire-session+jwt', 'kid': name}
    signed = b'.'.join(part(json.dumps(value, separators=(',', ':')).encode()) for value in (header, claims))
    return (signed + b'.' + part(hmac.new(key, signed, hashlib.sha256).digest())).decode()


# person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
# auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
def sign_in(response, person, now=None):
    now = int(time.time()) if now is None else now
    with open(SECRET_FILE, encoding='ascii') as file:
        key = base64.urlsafe_b64decode(file.read().strip() + '==')
    claims = {'iss': ORIGIN, 'aud': ISSUER, **person, 'iat': now, 'exp': now + LIFETIME}
    response.set_cookie(COOKIE, mint(claims, SECRET_NAME, key), max_age=LIFETIME, **ATTRIBUTES)


def sign_out(response):
    response.set_cookie(COOKIE, '', max_age=0, **ATTRIBUTES)


# A path on this site or `/`: anything else would make the login an open redirector.
def safe_return_to(value):
    return value if re.fullmatch(r'/(?![/\\])[\x21-\x5b\x5d-\x7e]*', value or '') else '/'


def give_up(return_to, error):
    path = safe_return_to(return_to)
    return f'{path}{"&" if "?" in path else "?"}error={error}'
