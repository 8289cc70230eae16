// A throw-away site to test against: started here, or one that is named and already runs.
import { execFile, spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const kRoot = fileURLToPath(new URL('../../', import.meta.url));
const kStack = join(kRoot, 'tools/stack');
// The same variable as for tools/stack: another folder of programs.
const kCli = join(process.env.LOCKSPIRE_BIN ?? join(kRoot, 'build/bin'), 'lockspire');

const run_program = promisify(execFile);

function run_with_input(program, args, input) {
  const running = run_program(program, args);
  running.child.stdin.end(input ?? '');
  return running;
}

export class Stack {
  #directory;

  constructor(description, directory) {
    Object.assign(this, description);
    this.#directory = directory;
  }

  // Runs the CLI with --json and gives what it printed, as a value.
  async lockspire(args, input) {
    const { stdout } = await run_with_input(
      kCli,
      ['--config', this.config, '--json', ...args],
      input,
    );
    return JSON.parse(stdout);
  }

  // Registers a client by its RFC 7591 metadata.
  create_client(metadata) {
    return this.lockspire(['client', 'create', '--from', '-'], JSON.stringify(metadata));
  }

  // Ends what was started here, and nothing else.
  async close() {
    if (this.#directory === undefined) return;
    await run_program(kStack, ['down', this.#directory]);
    if (process.env.KEEP === undefined) await rm(this.#directory, { recursive: true, force: true });
  }
}

// A story that is interrupted must not leave its site behind.
function take_down_when_interrupted(directory) {
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ]) {
    process.once(signal, () => {
      spawnSync(kStack, ['down', directory]);
      if (process.env.KEEP === undefined) rmSync(directory, { recursive: true, force: true });
      process.exit(status);
    });
  }
}

// `description_file`: what `tools/stack info` printed for a stack that runs; undefined starts one.
export async function open_stack(description_file) {
  if (description_file !== undefined) {
    return new Stack(JSON.parse(await readFile(description_file, 'utf8')), undefined);
  }
  const directory = await mkdtemp(join(tmpdir(), 'lockspire-story-'));
  take_down_when_interrupted(directory);
  try {
    const { stdout } = await run_program(kStack, ['up', directory]);
    return new Stack(JSON.parse(stdout), directory);
  } catch (fault) {
    await run_program(kStack, ['down', directory]).catch(() => undefined);
    throw fault;
  }
}
