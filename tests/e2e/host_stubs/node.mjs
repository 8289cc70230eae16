import { pathToFileURL } from 'node:url';

const [file, word, ...rest] = process.argv.slice(2);
const stub = await import(pathToFileURL(file));
if (word === 'cookie') {
  const [sub, sid, auth_time] = rest;
  const claims = { name: 'Zoë "Z" O\'Neil \\', email_verified: true };
  console.log(stub.set_cookie({ sub, sid, auth_time: Number(auth_time), amr: ['pwd', 'otp'], acr: '2', claims }));
} else if (word === 'mint') {
  const [name, key, iss, aud, sub, sid, ...times] = rest;
  const [auth_time, iat, exp] = times.map(Number);
  console.log(stub.mint({ iss, aud, sub, sid, auth_time, iat, exp }, name, Buffer.from(key, 'base64url')));
} else {
  for (const path of rest) console.log(stub.safe_return_to(path));
  for (const path of rest) console.log(stub.give_up(path, 'login_required'));
}
