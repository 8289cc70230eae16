// Sends the bytes of standard input to 127.0.0.1:PORT as they are, and prints what comes back until the
// peer closes or has been silent for a moment.
'use strict';
const net = require('node:net');
const fs = require('node:fs');

const kSilence = 700;
const socket = net.connect(Number(process.argv[2]), '127.0.0.1');
socket.setTimeout(kSilence);
socket.on('timeout', () => socket.destroy());
socket.on('error', () => socket.destroy());
socket.on('data', (bytes) => process.stdout.write(bytes));
socket.on('connect', () => socket.write(fs.readFileSync(0)));
