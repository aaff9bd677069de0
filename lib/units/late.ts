/*
 * What a report shows and a synth never reads is computed when it is read: getters that remember. A spread would read
 * them, so objects that have some are extended instead.
 */

/** Computes at the first call, and remembers. */
export function once<T>(compute: () => T): () => T {
  let known: { readonly value: T } | undefined;
  return () => {
    known ??= { value: compute() };
    return known.value;
  };
}

/** Both objects' properties in one, without reading what is computed late. */
export function extended<A extends object, B extends object>(object: A, more: B): A & B {
  return Object.defineProperties(
    {},
    { ...Object.getOwnPropertyDescriptors(object), ...Object.getOwnPropertyDescriptors(more) },
  ) as A & B;
}
