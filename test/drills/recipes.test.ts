import { afterAll, beforeAll, expect, it } from 'vitest'
import { filesTouchedBy, makePatchedTree, type PatchedTree, recipes } from '../lib/patched-tree.ts'

let tree: PatchedTree
beforeAll(() => {
  tree = makePatchedTree()
})
afterAll(() => {
  tree.remove()
})

it('the tree with all recipes passes the checks that a patch can break', () => {
  const touched = [...new Set(recipes.flatMap(({ name }) => filesTouchedBy(name)))]
  const { status, output } = tree.run(['test/bootstrap/verify-patch.mjs', ...touched])
  expect(status, output.slice(-4_000)).toBe(0)
  expect(output).toMatch(/\d+ passed, 0 failed/)
})
