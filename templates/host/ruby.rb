# Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
# Ruby 2.7 or later; Rails, or anything on Rack. Tells Lockspire who is signed in. On every page:
#
#   after_action { cookies[LockspireSession::COOKIE] = LockspireSession.cookie(person) if person }   # Rails
#   Rack::Utils.set_cookie_header!(headers, LockspireSession::COOKIE, LockspireSession.cookie(person))  # Rack
#
# Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
#   already signed in, and `prompt` is not `login`, `max_age` not passed: redirect_to safe_return_to(return_to)
#   else, with `prompt=none`: redirect_to give_up(return_to, 'login_required'), show nothing
#   signed in now: reset_session, set the cookie, go back; Cancel: give_up(return_to, 'access_denied')
# Logout: cookies[LockspireSession::COOKIE] = LockspireSession.cleared_cookie
require 'base64'
require 'json'
require 'openssl'

module LockspireSession
  ISSUER = '@ISSUER@'
  ORIGIN = '@ORIGIN@'
  SECRET_NAME = '@SECRET_NAME@'
  SECRET_FILE = '@SECRET_FILE@'
  COOKIE = '@COOKIE_NAME@'
  LIFETIME = 900 # seconds; each page makes a new one
  ATTRIBUTES = { path: '/', secure: ORIGIN.start_with?('https:'), httponly: true, same_site: :lax }.freeze

  module_function

  def part(bytes)
    Base64.urlsafe_encode64(bytes, padding: false)
  end

  def mint(claims, name, key)
    header = { alg: 'HS256', typ: 'lockspire-session+jwt', kid: name }
    input = "#{part(JSON.generate(header))}.#{part(JSON.generate(claims))}"
    "#{input}.#{part(OpenSSL::HMAC.digest('SHA256', key, input))}"
  end

  # person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
  # auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
  def cookie(person, now = Time.now.to_i)
    key = Base64.urlsafe_decode64(File.read(SECRET_FILE).strip)
    claims = { iss: ORIGIN, aud: ISSUER, **person, iat: now, exp: now + LIFETIME }
    { value: mint(claims, SECRET_NAME, key), expires: Time.at(now + LIFETIME), **ATTRIBUTES }
  end

  def cleared_cookie
    { value: '', expires: Time.at(0), **ATTRIBUTES }
  end

  # A path on this site or `/`: anything else would make the login an open redirector.
  def safe_return_to(value)
    value.is_a?(String) && value.match?(%r{\A/(?![/\\])[\x21-\x5b\x5d-\x7e]*\z}) ? value : '/'
  end

  def give_up(return_to, error)
    path = safe_return_to(return_to)
    "#{path}#{path.include?('?') ? '&' : '?'}error=#{error}"
  end
end
