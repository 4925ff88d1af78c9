/** Numbers of audit entries, ascending, eight bytes each: a bundle can have a million. */
export type SeqSet = { seqs: Float64Array; has(seq: number): boolean }

/** Creates a set of these numbers, which `has` searches by bisection. */
export function createSeqSet(numbers: Iterable<number>): SeqSet {
  const seqs = Float64Array.from(new Set(numbers)).sort()
  return {
    seqs,
    has(seq) {
      let [from, to] = [0, seqs.length]
      while (from < to) {
        const middle = (from + to) >> 1
        if ((seqs[middle] ?? 0) < seq) from = middle + 1
        else to = middle
      }
      return seqs[from] === seq
    },
  }
}
