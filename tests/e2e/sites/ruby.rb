# ruby.rb STUB PORT-FILE: a site of thirty lines that owns its accounts, with the stub dropped in.
require 'cgi'
require 'securerandom'
require 'webrick'
require ARGV[0]

PEOPLE = {} # the site's session cookie -> person

# As Rack::Utils.set_cookie_header! does.
def set_cookie(response, name, cookie)
  parts = ["#{name}=#{cookie[:value]}", "path=#{cookie[:path]}"]
  parts << "expires=#{cookie[:expires].httpdate}" if cookie[:expires]
  parts << 'secure' if cookie[:secure]
  response.cookies << (parts + ['HttpOnly', 'SameSite=Lax']).join('; ')
end

def tell_lockspire(response, person) = set_cookie(response, LockspireSession::COOKIE, LockspireSession.cookie(person))

def show_login(response, query, person)
  back = query['return_to']
  return go(response, LockspireSession.safe_return_to(back)) if person && query['prompt'] != 'login'
  return go(response, LockspireSession.give_up(back, 'login_required')) if query['prompt'] == 'none'
  response.body = %(<form method="post"><input name="name"><input type="hidden" name="return_to" value="#{
    CGI.escapeHTML(back.to_s)}"><button>Sign in</button></form>)
end

def sign_in(response, form)
  return go(response, LockspireSession.give_up(form['return_to'], 'access_denied')) if form['name'].to_s.empty?
  claims = { name: form['name'].to_s.dup.force_encoding('UTF-8'), email: 'ada@example.com', email_verified: true }
  person = { sub: 'user:7', sid: SecureRandom.hex(16), auth_time: Time.now.to_i, amr: ['pwd'], claims: claims }
  PEOPLE[session = SecureRandom.hex(16)] = person
  set_cookie(response, 'site', { value: session, path: '/' })
  tell_lockspire(response, person)
  go(response, LockspireSession.safe_return_to(form['return_to']))
end

def go(response, location) = (response.status, response['Location'] = 303, location)

server = WEBrick::HTTPServer.new(BindAddress: '127.0.0.1', Port: 0, AccessLog: [],
                                 StartCallback: -> { File.write(ARGV[1], server.config[:Port]) })
server.mount_proc('/') do |request, response|
  person = PEOPLE[request.cookies.find { |cookie| cookie.name == 'site' }&.value]
  tell_lockspire(response, person) if person # on every page
  response['Content-Type'] = 'text/html; charset=utf-8'
  if request.path != '/login' then response.body = person ? person[:claims][:name] : 'nobody'
  elsif request.request_method == 'POST' then sign_in(response, request.query)
  else show_login(response, request.query, person)
  end
end
server.start
