import { type Hash, nodeHash, rootOfSubtrees } from '@desk/shared/evidence/merkle'

export type RunningTree = ReturnType<typeof createRunningTree>

/** Computes the root of a tree while its leaves are read in order, with at most one hash per level in memory. */
export function createRunningTree() {
  const subtrees: { level: number; hash: Hash }[] = []
  let size = 0
  return {
    size: () => size,
    add(leaf: Hash): void {
      let subtree = { level: 0, hash: leaf }
      for (let left = subtrees.at(-1); left?.level === subtree.level; left = subtrees.at(-1)) {
        subtrees.pop()
        subtree = { level: subtree.level + 1, hash: nodeHash(left.hash, subtree.hash) }
      }
      subtrees.push(subtree)
      size += 1
    },
    root: (): Hash => rootOfSubtrees(subtrees.map(({ hash }) => hash)),
  }
}
