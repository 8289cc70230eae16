# python.py STUB PORT-FILE: a site of thirty lines that owns its accounts, with the stub dropped in.
import html, http.cookies, http.server, importlib.util, secrets, sys, time, urllib.parse

spec = importlib.util.spec_from_file_location('stub', sys.argv[1])
stub = importlib.util.module_from_spec(spec)
spec.loader.exec_module(stub)
people = {}  # the site's session cookie -> person


class Site(http.server.BaseHTTPRequestHandler):
    def set_cookie(self, name, value, **attributes):  # as an answer of Flask or Django has it
        cookie = http.cookies.SimpleCookie({name: value})
        cookie[name].update({key.replace('_', '-'): value for key, value in attributes.items()})
        self.cookies.append(cookie[name].OutputString())

    def answer(self, status, person, location=None, page=''):
        self.send_response(status)
        if person: stub.sign_in(self, person)  # on every page
        for cookie in self.cookies: self.send_header('Set-Cookie', cookie)
        if location: self.send_header('Location', location)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.end_headers()
        self.wfile.write(page.encode())

    def do_GET(self):
        self.cookies = []
        url, jar = urllib.parse.urlsplit(self.path), http.cookies.SimpleCookie(self.headers.get('Cookie', ''))
        query = dict(urllib.parse.parse_qsl(url.query))
        person, back = people.get(jar['site'].value if 'site' in jar else None), query.get('return_to')
        if url.path != '/login': return self.answer(200, person, page=person['claims']['name'] if person else 'nobody')
        if person and query.get('prompt') != 'login': return self.answer(303, person, stub.safe_return_to(back))
        if query.get('prompt') == 'none': return self.answer(303, None, stub.give_up(back, 'login_required'))
        self.answer(200, None, page='<form method="post"><input name="name"><input type="hidden" name="return_to" '
                    f'value="{html.escape(back or "")}"><button>Sign in</button></form>')

    def do_POST(self):
        self.cookies = []
        form = dict(urllib.parse.parse_qsl(self.rfile.read(int(self.headers['Content-Length'])).decode()))
        if not form.get('name'): return self.answer(303, None, stub.give_up(form.get('return_to'), 'access_denied'))
        person = {'sub': 'user:7', 'sid': secrets.token_hex(16), 'auth_time': int(time.time()), 'amr': ['pwd'],
                  'claims': {'name': form['name'], 'email': 'ada@example.com', 'email_verified': True}}
        session = secrets.token_hex(16)
        people[session] = person
        self.set_cookie('site', session, path='/', httponly=True, samesite='Lax')
        self.answer(303, person, stub.safe_return_to(form.get('return_to')))


server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
open(sys.argv[2], 'w').write(str(server.server_port))
server.serve_forever()
