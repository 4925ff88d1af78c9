import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { filesTouchedBy, git, patchOf, recipes } from '../lib/patched-tree.ts'
import { pathInRepository } from '../lib/repository-paths.ts'

/** Returns the paths in backticks at the start of list items. */
const filesListedIn = (name: string) => {
  const recipe = readFileSync(pathInRepository(`docs/recipes/${name}.md`), 'utf8')
  return [...recipe.matchAll(/^- `([^`]+)`/gm)].map(([, file = '']) => file).sort()
}

describe.each(recipes)('the recipe $name', ({ name }) => {
  it('the patch applies without the other recipes', () => {
    expect(git('apply', '--check', patchOf(name))).toEqual([])
  })

  it('the patch changes exactly the files that the recipe lists', () => {
    expect(filesTouchedBy(name)).toEqual(filesListedIn(name))
  })
})

// `drills/recipes.test.ts` runs the checks and the tests of the patched tree.
describe('the recipes', () => {
  it('the patches apply one after the other', () => {
    const input = recipes.map(({ name }) => readFileSync(patchOf(name), 'utf8')).join('')
    execFileSync('git', ['apply', '--check', '-'], { cwd: pathInRepository('.'), input })
  })

  it('the patch of a request type changes every file with an entry for each type', () => {
    // The type check of the patched tree runs before a release only.
    const withEntry = git('grep', '--untracked', '-lE', '^ +policy_exemption[:,]', '--', '*.ts', '*.vue')
    expect(withEntry).toContain('server/src/testing/next-actor/request-scenarios.ts')
    const touched = filesTouchedBy('new-request-kind')
    expect(withEntry.filter((file) => !touched.includes(file))).toEqual([])
  })

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
})
