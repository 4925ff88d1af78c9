import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { pathInRepository } from '../lib/repository-paths.ts'

const patch = pathInRepository('docs/recipes/new-request-kind.patch')
const recipe = readFileSync(pathInRepository('docs/recipes/new-request-kind.md'), 'utf8')
const copy = mkdtempSync(join(tmpdir(), 'desk-recipe-'))
const packages = ['.', 'shared', 'server', 'web', 'test']
const VERIFY_MS = 900_000

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: pathInRepository('.'), encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)

/** The tree as it stands, also what is not committed. What is installed is linked, and finds the copy's own packages. */
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

/** Paths in backticks at the head of a list line. */
const listed = [...recipe.matchAll(/^- `([^`]+)`/gm)].map(([, file = '']) => file).sort()

beforeAll(() => {
  copyTree()
  execFileSync('git', ['apply', patch], { cwd: copy })
}, 120_000)
afterAll(() => rmSync(copy, { recursive: true, force: true }))

describe('a new kind of request, by the recipe', () => {
  it('touches the files that the recipe lists, and none of the engine', () => {
    const touched = git('apply', '--numstat', patch)
      .map((line) => line.split('\t')[2] ?? '')
      .sort()
    expect(touched).toEqual(listed)
    const engine = [
      /^server\/src\/(features\/requests|outbox|kernel|db)\//,
      /^server\/drizzle\//,
      /^shared\/src\/requests\/[^/]+$/,
    ]
    expect(touched.filter((file) => engine.some((folder) => folder.test(file)))).toEqual([])
  })

  it('needs no migration', { timeout: VERIFY_MS }, () => {
    const before = readdirSync(join(copy, 'server/drizzle'))
    const kit = 'node_modules/drizzle-kit/bin.cjs'
    const { output } = run([kit, 'generate', '--name', 'probe'], 'server')
    expect(output).toContain('No schema changes')
    expect(readdirSync(join(copy, 'server/drizzle'))).toEqual(before)
  })

  it('works: its own tests, on a database', { timeout: VERIFY_MS }, () => {
    const { status, output } = run(['node_modules/vitest/vitest.mjs', 'run', '--project', 'server', 'kinds/equipment'])
    expect(output).toMatch(/Tests\s+\d+ passed/)
    expect(status).toBe(0)
  })

  it('passes verify', { timeout: VERIFY_MS }, () => {
    const verify =
      "import('./test/bootstrap/checks.mjs').then(({ verify }) => verify(process.argv.slice(1))).then(process.exit)"
    const { status, output } = run(['--input-type=module', '-e', verify, ...listed])
    expect(status, output.slice(-4_000)).toBe(0)
    expect(output).toMatch(/\d+ passed, 0 failed/)
  })
})
