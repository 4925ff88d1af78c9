import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'

/** The recipes, with the filter for the tests that each of them adds. */
const recipes = [
  { name: 'new-request-kind', ownTests: 'features/equipment' },
  { name: 'new-page', ownTests: 'calendar/holidays' },
  { name: 'new-job', ownTests: 'calendar/jobs' },
] as const
type RecipeName = (typeof recipes)[number]['name']
const patchOf = (name: RecipeName) => pathInRepository(`docs/recipes/${name}.patch`)

const copy = mkdtempSync(join(tmpdir(), 'desk-recipe-'))
const packages = ['.', 'shared', 'server', 'web', 'test']

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: pathInRepository('.'), encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)

/** Copies the tree, including uncommitted files. Installed packages are linked; workspace packages resolve to the copy. */
function copyTree(): void {
  for (const file of git('ls-files', '--cached', '--others', '--exclude-standard')) {
    mkdirSync(dirname(join(copy, file)), { recursive: true })
    cpSync(pathInRepository(file), join(copy, file))
  }
  for (const name of packages) {
    const installed = pathInRepository(join(name, 'node_modules'))
    const target = join(copy, name, 'node_modules')
    mkdirSync(target, { recursive: true })
    for (const entry of readdirSync(installed)) {
      if (entry === '.pnpm') symlinkSync(join(installed, entry), join(target, entry))
      else if (!entry.startsWith('.') || entry === '.bin')
        cpSync(join(installed, entry), join(target, entry), { recursive: true, verbatimSymlinks: true })
    }
  }
}

function run(args: readonly string[], cwd = '.') {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: join(copy, cwd),
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
    maxBuffer: 2 ** 26,
  })
  return { status, output: `${stdout}\n${stderr}` }
}

/** Returns the paths in backticks at the start of list items. */
const filesListedIn = (name: RecipeName) => {
  const recipe = readFileSync(pathInRepository(`docs/recipes/${name}.md`), 'utf8')
  return [...recipe.matchAll(/^- `([^`]+)`/gm)].map(([, file = '']) => file).sort()
}
const filesTouchedBy = (name: RecipeName) =>
  git('apply', '--numstat', patchOf(name))
    .map((line) => line.split('\t')[2] ?? '')
    .sort()

// All patches are applied to one copy, so that it is verified once.
beforeAll(() => {
  copyTree()
  for (const { name } of recipes) execFileSync('git', ['apply', patchOf(name)], { cwd: copy })
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

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
    const before = readdirSync(join(copy, 'server/drizzle'))
    const kit = 'node_modules/drizzle-kit/bin.cjs'
    const { output } = run([kit, 'generate', '--name', 'probe'], 'server')
    expect(output).toContain('No schema changes')
    expect(readdirSync(join(copy, 'server/drizzle'))).toEqual(before)
  })

  it('the tests of the recipes pass on a database', () => {
    const args = ['run', '--project', 'server', '--reporter=json', ...recipes.map(({ ownTests }) => ownTests)]
    const { status, output } = run(['node_modules/vitest/vitest.mjs', ...args])
    expect(status, output.slice(-4_000)).toBe(0)
    const report = JSON.parse(output.slice(output.indexOf('{"'))) as { testResults: { name: string; status: string }[] }
    for (const { ownTests } of recipes) {
      const own = report.testResults.filter((file) => file.name.includes(ownTests)).map((file) => file.status)
      expect([ownTests, ...new Set(own)]).toEqual([ownTests, 'passed'])
    }
  })

  it('the patched tree passes the checks that a patch can break', () => {
    const touched = [...new Set(recipes.flatMap(({ name }) => filesTouchedBy(name)))]
    const { status, output } = run(['test/bootstrap/verify-patch.mjs', ...touched])
    expect(status, output.slice(-4_000)).toBe(0)
    expect(output).toMatch(/\d+ passed, 0 failed/)
  })
})
