// node verify_jwt.js JWKS_FILE JWT: exits 0 when the signature holds under the key that kid names.
'use strict';
const crypto = require('crypto');
const fs = require('fs');

const [file, jwt] = process.argv.slice(2);
const [head, body, signature] = jwt.split('.');
const header = JSON.parse(Buffer.from(head, 'base64url'));
const jwk = JSON.parse(fs.readFileSync(file)).keys.find((key) => key.kid === header.kid);
const key = crypto.createPublicKey({ key: jwk, format: 'jwk' });

const forms = {
  RS256: ['sha256', { key }],
  PS256: ['sha256', { key, padding: crypto.constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }],
  ES256: ['sha256', { key, dsaEncoding: 'ieee-p1363' }],
  EdDSA: [null, { key }],
};
const [digest, options] = forms[header.alg];
const holds = crypto.verify(digest, Buffer.from(`${head}.${body}`), options,
  Buffer.from(signature, 'base64url'));
process.exit(holds ? 0 : 1);
