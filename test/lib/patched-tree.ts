import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathInRepository } from './repository-paths.ts'

/** The recipes, with the filter for the tests that each of them adds. */
export const recipes = [
  { name: 'new-request-kind', ownTests: 'features/equipment' },
  { name: 'new-page', ownTests: 'calendar/holidays' },
  { name: 'new-job', ownTests: 'calendar/jobs' },
] as const
export type RecipeName = (typeof recipes)[number]['name']

const packages = ['.', 'shared', 'server', 'web', 'test']

/** Runs git in the repository and returns the lines of its output. */
export const git = (...args: string[]): string[] =>
  execFileSync('git', args, { cwd: pathInRepository('.'), encoding: 'utf8' })
    .split('\n')
    .filter(Boolean)

export const patchOf = (name: RecipeName): string => pathInRepository(`docs/recipes/${name}.patch`)

export const filesTouchedBy = (name: RecipeName): string[] =>
  git('apply', '--numstat', patchOf(name))
    .map((line) => line.split('\t')[2] ?? '')
    .sort()

/** Copies the tree, including uncommitted files. Installed packages are linked; workspace packages resolve to the copy. */
function copyTree(copy: string): void {
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

export type PatchedTree = ReturnType<typeof makePatchedTree>

/** Makes a copy of the tree with all recipes' patches. */
export function makePatchedTree() {
  const folder = mkdtempSync(join(tmpdir(), 'desk-recipe-'))
  copyTree(folder)
  for (const { name } of recipes) execFileSync('git', ['apply', patchOf(name)], { cwd: folder })
  return {
    folder,
    /** Runs a script of the copy with this process's Node. */
    run: (args: readonly string[], cwd = '.') => {
      const { status, stdout, stderr } = spawnSync(process.execPath, args, {
        cwd: join(folder, cwd),
        encoding: 'utf8',
        env: { ...process.env, NO_COLOR: '1' },
        maxBuffer: 2 ** 26,
      })
      return { status, output: `${stdout}\n${stderr}` }
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
