/** A small seeded generator (mulberry32): the same seed gives the same cases on every machine. */
export class Random {
  #state;

  constructor(seed) {
    this.#state = seed | 0;
  }
  /** In [0, 1). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  chance(probability) {
    return this.next() < probability;
  }
  /** A whole number, both ends included. */
  between(min, max) {
    return min + Math.floor(this.next() * (max - min + 1));
  }
  pick(list) {
    return list[this.between(0, list.length - 1)];
  }
}
