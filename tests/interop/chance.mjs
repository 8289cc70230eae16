// Reproducible chance, and what is made of it.
export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  // mulberry32
  #next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 15), z | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return (z ^ (z >>> 14)) >>> 0;
  }

  below(limit) {
    return this.#next() % limit;
  }

  one_in(count) {
    return this.below(count) === 0;
  }

  any(items) {
    return items[this.below(items.length)];
  }

  bytes(count) {
    return Uint8Array.from({ length: count }, () => this.below(256));
  }

  // Letters of several scripts, quotes and controls; no surrogate stands alone.
  text(most) {
    const letters = ['a', 'Z', '0', ' ', '"', '\\', '/', '\n', '\t', '\u007f', 'é', 'ß', '中', '😀', '<', '&', '=', '+', '%'];
    return Array.from({ length: this.below(most) }, () => this.any(letters)).join('');
  }

  // A value that JSON writes and reads back the same, in any language.
  json(depth) {
    if (depth === 0 || this.one_in(3)) {
      return this.any([null, true, false, 0, -1, 2 ** 53 - 1, 1.5, -0.25, 1e100, this.text(8)]);
    }
    const length = this.below(4);
    if (this.one_in(2)) return Array.from({ length }, () => this.json(depth - 1));
    return Object.fromEntries(Array.from({ length }, (_, i) => [`${this.text(3)}${i}`, this.json(depth - 1)]));
  }
}
