<?php
$rest = array_slice($argv, 3);
require $argv[1];
if ($argv[2] === 'cookie') {
    $claims = ['name' => 'Zoë "Z" O\'Neil \\', 'email_verified' => true];
    $more = ['amr' => ['pwd', 'otp'], 'acr' => '2', 'claims' => $claims];
    echo LockspireSession::set_cookie(['sub' => $rest[0], 'sid' => $rest[1], 'auth_time' => (int) $rest[2]] + $more), "\n";
} elseif ($argv[2] === 'mint') {
    $names = ['iss', 'aud', 'sub', 'sid', 'auth_time', 'iat', 'exp'];
    $claims = array_combine($names, array_merge(array_slice($rest, 2, 4), array_map('intval', array_slice($rest, 6))));
    echo LockspireSession::mint($claims, $rest[0], base64_decode(strtr($rest[1], '-_', '+/'))), "\n";
} else {
    foreach ($rest as $path) echo LockspireSession::safe_return_to($path), "\n";
    foreach ($rest as $path) echo LockspireSession::give_up($path, 'login_required'), "\n";
}
