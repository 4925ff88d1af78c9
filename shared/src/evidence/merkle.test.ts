import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from './bytes.ts'
import {
  consistencyRanges,
  EMPTY_ROOT,
  inclusionRanges,
  isConsistent,
  leafHash,
  proofOf,
  rootOf,
  rootOfInclusion,
  rootOfSubtrees,
  subtreesOf,
} from './merkle.ts'

// Leaves and roots of the reference implementation of RFC 6962 (certificate-transparency, merkle_tree_test).
const entries = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]
const leaves = entries.map((entry) => leafHash(fromHex(entry)!))
const many = Array.from({ length: 40 }, (_, index) => leafHash(Uint8Array.of(index)))
const hex = (hashes: readonly Uint8Array[]) => hashes.map(toHex)

describe('Merkle tree of RFC 6962', () => {
  it.each(roots.map((root, size) => [size, root] as const))('the root of %i reference leaves is %s', (size, root) => {
    expect(toHex(rootOf(leaves.slice(0, size)))).toBe(root)
  })

  it('the reference inclusion proof of leaf 5 of 8 is built and verified', () => {
    const proof = proofOf(leaves, inclusionRanges(5, 8))
    expect(hex(proof)).toEqual([
      'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    expect(toHex(rootOfInclusion(leaves[5]!, 5, 8, proof)!)).toBe(roots[8])
  })

  it('the reference consistency proof from 6 to 8 is built and verified', () => {
    const proof = proofOf(leaves, consistencyRanges(6, 8))
    expect(hex(proof)).toEqual([
      '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
      'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
      'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    ])
    const head = (size: number) => ({ size, root: fromHex(roots[size]!)! })
    expect(isConsistent(head(6), head(8), proof)).toBe(true)
    expect(isConsistent({ size: 6, root: fromHex(roots[5]!)! }, head(8), proof)).toBe(false)
  })

  it('every leaf of every size has a proof that leads to the root, but not from another leaf or with another length', () => {
    for (let size = 1; size <= many.length; size++) {
      const root = toHex(rootOf(many.slice(0, size)))
      for (let index = 0; index < size; index++) {
        const proof = proofOf(many, inclusionRanges(index, size))
        expect(toHex(rootOfInclusion(many[index]!, index, size, proof)!)).toBe(root)
        const other = rootOfInclusion(many[(index + 1) % many.length]!, index, size, proof)
        expect(other && toHex(other)).not.toBe(root)
        expect(rootOfInclusion(many[index]!, index, size, [...proof, EMPTY_ROOT])).toBeNull()
        if (proof.length > 0) expect(rootOfInclusion(many[index]!, index, size, proof.slice(1))).toBeNull()
      }
    }
    expect(rootOfInclusion(many[0]!, 3, 3, [])).toBeNull()
    expect(rootOfInclusion(many[0]!, -1, 3, [])).toBeNull()
  })

  it('every pair of sizes has a consistency proof, and a changed older tree has none', () => {
    for (let size = 0; size <= many.length; size++)
      for (let oldSize = 0; oldSize <= size; oldSize++) {
        const newer = { size, root: rootOf(many.slice(0, size)) }
        const older = { size: oldSize, root: rootOf(many.slice(0, oldSize)) }
        const proof = proofOf(many, consistencyRanges(oldSize, size))
        expect(isConsistent(older, newer, proof)).toBe(true)
        expect(isConsistent({ ...older, root: leafHash(older.root) }, newer, proof)).toBe(false)
        // Every log begins with the empty one.
        expect(isConsistent(older, { ...newer, root: leafHash(newer.root) }, proof)).toBe(oldSize === 0 && size > 0)
        expect(isConsistent(older, newer, [...proof, EMPTY_ROOT])).toBe(false)
        if (proof.length > 0) expect(isConsistent(older, newer, proof.slice(0, -1))).toBe(false)
      }
  })

  it('complete subtrees of any range of a proof give the root of the range', () => {
    for (let size = 1; size <= many.length; size++)
      for (const [start, end] of [[0, size] as const, ...inclusionRanges(size >> 1, size)]) {
        const hashes = subtreesOf([start, end]).map(({ level, index }) =>
          rootOf(many.slice(index * 2 ** level, (index + 1) * 2 ** level)),
        )
        expect(toHex(rootOfSubtrees(hashes))).toBe(toHex(rootOf(many.slice(start, end))))
      }
  })
})
