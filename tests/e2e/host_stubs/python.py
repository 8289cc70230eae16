import base64
import importlib.util
import sys

sys.dont_write_bytecode = True
file, word, *rest = sys.argv[1:]
spec = importlib.util.spec_from_file_location('lockspire_session', file)
stub = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stub)


class Response:
    """set_cookie has the same arguments in Django and Flask."""

    def set_cookie(self, key, value='', max_age=None, path='/', secure=False, httponly=False, samesite=None):
        flags = ('; HttpOnly' if httponly else '') + f'; SameSite={samesite}' + ('; Secure' if secure else '')
        print(f'{key}={value}; Max-Age={max_age}; Path={path}{flags}')


if word == 'cookie':
    claims = {'name': 'Zoë "Z" O\'Neil \\', 'email_verified': True}
    more = {'amr': ['pwd', 'otp'], 'acr': '2', 'claims': claims}
    stub.sign_in(Response(), {'sub': rest[0], 'sid': rest[1], 'auth_time': int(rest[2]), **more})
elif word == 'mint':
    names = ('iss', 'aud', 'sub', 'sid', 'auth_time', 'iat', 'exp')
    claims = dict(zip(names, [*rest[2:6], *map(int, rest[6:])]))
    print(stub.mint(claims, rest[0], base64.urlsafe_b64decode(rest[1] + '==')))
else:
    for path in rest:
        print(stub.safe_return_to(path))
    for path in rest:
        print(stub.give_up(path, 'login_required'))
