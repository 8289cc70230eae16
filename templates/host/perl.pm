# Owned by the host: `lockspire install` wrote it once; change what you like, nobody overwrites it.
# Perl 5.14 or later; CGI, PSGI, Mojolicious, Catalyst. Tells Lockspire who is signed in. On every page:
#
#   add the header Set-Cookie with LockspireSession::set_cookie($person) if $person
#
# Login page: keep return_to (and interaction_id) in the form, through password, MFA and passkey:
#   already signed in, and `prompt` is not `login`, `max_age` not passed: redirect to safe_return_to($return_to)
#   else, with `prompt=none`: redirect to give_up($return_to, 'login_required'), show nothing
#   signed in now: a new session id of yours, set the cookie, redirect back
#   pressed Cancel: redirect to give_up($return_to, 'access_denied')
# Logout: the header Set-Cookie with LockspireSession::cleared_cookie()
package LockspireSession;
use strict;
use warnings;
use Digest::SHA qw(hmac_sha256);
use JSON::PP ();
use MIME::Base64 qw(decode_base64url encode_base64url);

my $issuer      = '@ISSUER@';
my $origin      = '@ORIGIN@';
my $secret_name = '@SECRET_NAME@';
my $secret_file = '@SECRET_FILE@';
my $cookie      = '@COOKIE_NAME@';
my $attributes  = '@COOKIE_ATTRIBUTES@';
my $lifetime    = 900;    # seconds; each page makes a new one

sub mint {
    my ($claims, $name, $key) = @_;
    my $json   = JSON::PP->new->utf8->canonical;
    my $header = { alg => 'HS256', typ => 'lockspire-session+jwt', kid => $name };
    my $input  = join '.', map { encode_base64url($json->encode($_)) } $header, $claims;
    return $input . '.' . encode_base64url(hmac_sha256($input, $key));
}

# $person: sub (a stable id, never an e-mail address), sid (of your session, not its cookie's value),
# auth_time (when the password, passkey or MFA was checked), and maybe amr, acr, claims.
sub set_cookie {
    my ($person, $now) = @_;
    $now //= time;
    open my $file, '<', $secret_file or die "$secret_file: $!";
    chomp(my $text = <$file>);
    my %claims = (%$person, iss => $origin, aud => $issuer, iat => 0 + $now, exp => $now + $lifetime);
    $claims{$_} = "$claims{$_}" for qw(sub sid);    # a number that the database gave is a string here
    $claims{auth_time} += 0;
    return "$cookie=" . mint(\%claims, $secret_name, decode_base64url($text)) . "; Max-Age=$lifetime; $attributes";
}

sub cleared_cookie { return "$cookie=; Max-Age=0; $attributes" }

# A path on this site or `/`: anything else would make the login an open redirector.
sub safe_return_to {
    my ($value) = @_;
    return defined $value && $value =~ m{\A/(?![/\\])[\x21-\x5b\x5d-\x7e]*\z} ? $value : '/';
}

sub give_up {
    my $path = safe_return_to($_[0]);
    return $path . ($path =~ /\?/ ? '&' : '?') . "error=$_[1]";
}
1;
