import { readdirSync } from 'node:fs'
import { join } from 'node:path'
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

it('no recipe requires a migration', () => {
  const before = readdirSync(join(tree.folder, 'server/drizzle'))
  const { output } = tree.run(['node_modules/drizzle-kit/bin.cjs', 'generate', '--name', 'probe'], 'server')
  expect(output).toContain('No schema changes')
  expect(readdirSync(join(tree.folder, 'server/drizzle'))).toEqual(before)
})

it('the tests that the recipes add to the server pass', () => {
  const filters = recipes.map(({ ownTests }) => ownTests)
  const args = ['run', '--project', 'server', '--reporter=json', ...filters]
  const { status, output } = tree.run(['node_modules/vitest/vitest.mjs', ...args])
  expect(status, output.slice(-4_000)).toBe(0)
  const report = JSON.parse(output.slice(output.indexOf('{"'))) as { testResults: { name: string; status: string }[] }
  for (const filter of filters) {
    const own = report.testResults.filter((file) => file.name.includes(filter)).map((file) => file.status)
    expect([filter, ...new Set(own)]).toEqual([filter, 'passed'])
  }
})
