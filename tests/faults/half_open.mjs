// node half_open.mjs PORT|SOCKET COUNT FILE: so many peers that each send the file's bytes and then nothing more. Says
// how many stand, keeps them until standard input ends, then says how many the other side had closed by itself.
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';

const [target, count, file] = process.argv.slice(2);
const where = /^\d+$/.test(target) ? { host: '127.0.0.1', port: Number(target) } : { path: target };
const bytes = readFileSync(file);
const peers = [];
let closed = 0;
let refused = 0;

// A few hundred at a time, or the listen queue is what refuses them.
function open() {
  return new Promise((resolve) => {
    const peer = createConnection(where, () => {
      peer.write(bytes);
      peer.resume();
      resolve();
    });
    peer.on('error', () => {
      if (peer.connecting) refused += 1;
      resolve();
    });
    peer.on('close', () => { closed += 1; });
    peers.push(peer);
  });
}

for (let left = Number(count); left > 0; left -= 100) {
  await Promise.all(Array.from({ length: Math.min(left, 100) }, open));
}
console.log(`${peers.length - closed} stand, ${refused} were refused`);
for await (const line of process.stdin) void line;
console.log(`${closed} were closed`);
for (const peer of peers) peer.destroy();
