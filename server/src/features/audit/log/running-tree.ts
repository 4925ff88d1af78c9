import { type Hash, nodeHash, rootOfSubtrees } from '@desk/shared/evidence/merkle'

export type RunningTree = ReturnType<typeof createRunningTree>

/** Computes the root of a tree while its leaves are read in order, with a hash per level in memory. */
export function createRunningTree() {
  const subtrees: { level: number; hash: Hash }[] = []
  let size = 0
  return {
    size: () => size,
    add(leaf: Hash): void {
      let one = { level: 0, hash: leaf }
      for (let left = subtrees.at(-1); left?.level === one.level; left = subtrees.at(-1)) {
        subtrees.pop()
        one = { level: one.level + 1, hash: nodeHash(left.hash, one.hash) }
      }
      subtrees.push(one)
      size += 1
    },
    root: (): Hash => rootOfSubtrees(subtrees.map(({ hash }) => hash)),
  }
}
