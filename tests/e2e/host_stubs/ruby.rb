file, word, *rest = ARGV
require file
if word == 'cookie'
  claims = { name: 'Zoë "Z" O\'Neil \\', email_verified: true }
  person = { sub: rest[0], sid: rest[1], auth_time: Integer(rest[2]), amr: %w[pwd otp], acr: '2', claims: claims }
  now = Time.now.to_i
  cookie = LockspireSession.cookie(person, now)
  life = cookie[:expires].to_i - now
  attributes = [('HttpOnly' if cookie[:httponly]), "SameSite=#{cookie[:same_site].to_s.capitalize}", ('Secure' if cookie[:secure])]
  puts ["#{LockspireSession::COOKIE}=#{cookie[:value]}", "Max-Age=#{life}", "Path=#{cookie[:path]}", *attributes.compact].join('; ')
elsif word == 'mint'
  claims = %i[iss aud sub sid auth_time iat exp].zip(rest[2, 4] + rest[6..].map(&:to_i)).to_h
  puts LockspireSession.mint(claims, rest[0], Base64.urlsafe_decode64(rest[1]))
else
  rest.each { |path| puts LockspireSession.safe_return_to(path) }
  rest.each { |path| puts LockspireSession.give_up(path, 'login_required') }
end
