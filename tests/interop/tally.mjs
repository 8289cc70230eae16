// Counts the cases of a story; its last line is `N passed, N failed`.
export class Tally {
  #passed = 0;
  #failed = 0;

  // A case is a rule in the present tense; it fails when `body` throws.
  async check(rule, body) {
    try {
      await body();
      this.#passed += 1;
      process.stdout.write(`ok: ${rule}\n`);
    } catch (fault) {
      this.#failed += 1;
      process.stdout.write(`FAILED: ${rule}\n${indent(fault.stack ?? String(fault))}\n`);
    }
  }

  // Prints the tally and sets the exit status.
  finish() {
    process.stdout.write(`${this.#passed} passed, ${this.#failed} failed\n`);
    process.exitCode = this.#failed === 0 && this.#passed > 0 ? 0 : 1;
  }
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `    ${line}`)
    .join('\n');
}
