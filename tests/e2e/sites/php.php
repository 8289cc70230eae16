<?php
// STUB=file php -S 127.0.0.1:0 php.php: a site of thirty lines that owns its accounts, with the stub dropped in.
require getenv('STUB');
session_save_path(getenv('SESSIONS'));
session_start(['cookie_httponly' => true, 'cookie_samesite' => 'Lax', 'use_strict_mode' => true]);
$person = $_SESSION['person'] ?? null;
if ($person) LockspireSession::send($person);

function go(string $to): never
{
    header("Location: $to", true, 303);
    exit;
}

if (parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH) !== '/login') exit($person['claims']['name'] ?? 'nobody');
if ($_SERVER['REQUEST_METHOD'] === 'POST') {
    $return_to = $_POST['return_to'] ?? null;
    if (empty($_POST['name'])) go(LockspireSession::give_up($return_to, 'access_denied'));
    session_regenerate_id(true);
    $claims = ['name' => $_POST['name'], 'email' => 'ada@example.com', 'email_verified' => true];
    $times = ['sid' => bin2hex(random_bytes(16)), 'auth_time' => time()];
    $_SESSION['person'] = ['sub' => 'user:7'] + $times + ['amr' => ['pwd'], 'claims' => $claims];
    LockspireSession::send($_SESSION['person']);
    go(LockspireSession::safe_return_to($return_to));
}
$return_to = $_GET['return_to'] ?? null;
$prompt = $_GET['prompt'] ?? '';
if ($person && $prompt !== 'login') go(LockspireSession::safe_return_to($return_to));
if ($prompt === 'none') go(LockspireSession::give_up($return_to, 'login_required'));
echo '<form method="post"><input name="name"><input type="hidden" name="return_to" value="',
    htmlspecialchars((string) $return_to), '"><button>Sign in</button></form>';
