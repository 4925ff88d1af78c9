import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filesTouchedBy, git, makePatchedTree, type PatchedTree, patchOf, recipes } from '../lib/patched-tree.ts'
import { pathInRepository } from '../lib/repository-paths.ts'

/** Returns the paths in backticks at the start of list items. */
const filesListedIn = (name: string) => {
  const recipe = readFileSync(pathInRepository(`docs/recipes/${name}.md`), 'utf8')
  return [...recipe.matchAll(/^- `([^`]+)`/gm)].map(([, file = '']) => file).sort()
}

let tree: PatchedTree
beforeAll(() => {
  tree = makePatchedTree()
})
afterAll(() => {
  tree.remove()
})

describe.each(recipes)('the recipe $name', ({ name }) => {
  it('the patch applies without the other recipes', () => {
    expect(git('apply', '--check', patchOf(name))).toEqual([])
  })

  it('the patch changes exactly the files that the recipe lists', () => {
    expect(filesTouchedBy(name)).toEqual(filesListedIn(name))
  })
})

describe('the recipes', () => {
  it('every recipe is covered by this test', () => {
    const existing = readdirSync(pathInRepository('docs/recipes')).filter((file) => file.endsWith('.patch'))
    expect(existing.sort()).toEqual(recipes.map(({ name }) => `${name}.patch`).sort())
  })

  it('no recipe changes a file of the request engine', () => {
    const engine = [
      /^server\/src\/(features\/requests|outbox|kernel|db)\//,
      /^server\/drizzle\//,
      /^shared\/src\/requests\/(model\/)?[^/]+$/,
    ]
    const touched = recipes.flatMap(({ name }) => filesTouchedBy(name))
    expect(touched.filter((file) => engine.some((folder) => folder.test(file)))).toEqual([])
  })

  it('no recipe requires a migration', () => {
    const before = readdirSync(join(tree.folder, 'server/drizzle'))
    const kit = 'node_modules/drizzle-kit/bin.cjs'
    const { output } = tree.run([kit, 'generate', '--name', 'probe'], 'server')
    expect(output).toContain('No schema changes')
    expect(readdirSync(join(tree.folder, 'server/drizzle'))).toEqual(before)
  })

  // `drills/recipes.test.ts` checks types, lint and unused code of the patched tree.
  it('the tests of the recipes and of the architecture pass', () => {
    const filters = [...recipes.map(({ ownTests }) => ownTests), 'architecture/architecture', 'architecture/options']
    const args = ['run', '--project', 'server', '--project', 'test', '--reporter=json', ...filters]
    const { status, output } = tree.run(['node_modules/vitest/vitest.mjs', ...args])
    expect(status, output.slice(-4_000)).toBe(0)
    const report = JSON.parse(output.slice(output.indexOf('{"'))) as { testResults: { name: string; status: string }[] }
    for (const filter of filters) {
      const own = report.testResults.filter((file) => file.name.includes(filter)).map((file) => file.status)
      expect([filter, ...new Set(own)]).toEqual([filter, 'passed'])
    }
  })
})
