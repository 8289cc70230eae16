// node forge_session.js SECRET_FILE HEADER_JSON PAYLOAD_JSON: a token signed as the header says, good
// or bad.
'use strict';
const crypto = require('crypto');
const fs = require('fs');

const [file, header, payload] = process.argv.slice(2);
const key = Buffer.from(fs.readFileSync(file, 'utf8').trim(), 'base64url');
const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
const digest = JSON.parse(header).alg === 'HS512' ? 'sha512' : 'sha256';
const mac = crypto.createHmac(digest, key).update(input).digest('base64url');
process.stdout.write(`${input}.${mac}`);
