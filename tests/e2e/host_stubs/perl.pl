use strict;
use warnings;
use utf8;
use MIME::Base64 qw(decode_base64url);
my ($file, $word, @rest) = @ARGV;
require $file;
if ($word eq 'cookie') {
    my %person = (sub => $rest[0], sid => $rest[1], auth_time => $rest[2], amr => [ 'pwd', 'otp' ], acr => '2');
    $person{claims} = { name => q{Zoë "Z" O'Neil \\}, email_verified => JSON::PP::true() };
    print LockspireSession::set_cookie(\%person), "\n";
} elsif ($word eq 'mint') {
    my ($name, $key, @values) = @rest;
    my %claims;
    @claims{qw(iss aud sub sid auth_time iat exp)} = @values;
    $claims{$_} += 0 for qw(auth_time iat exp);
    print LockspireSession::mint(\%claims, $name, decode_base64url($key)), "\n";
} else {
    print LockspireSession::safe_return_to($_), "\n" for @rest;
    print LockspireSession::give_up($_, 'login_required'), "\n" for @rest;
}
