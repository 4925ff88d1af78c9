import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFiles, Workspace } from './module-graph.ts'
import { root } from '../../server/scripts/paths.mjs'

const packages = ['shared', 'server', 'web', 'test'] as const
const skipped = /(^|\/)(node_modules|dist|dist-types|test-results|drizzle)\//

export const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

/** Returns the files below a folder as repository paths; none if the folder does not exist. */
function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return []
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
}

export const pathExists = (path: string): boolean => existsSync(join(root, path))

/** Lists the files in a folder whose paths have this ending; by default the Markdown files of the repository. */
export function filesEndingIn(folder?: string, ending = '.md'): string[] {
  const inside = folder === undefined ? ['docs', 'deploy', 'test', 'server', 'web', 'shared'] : [folder]
  const atRoot = folder === undefined ? ['README.md', 'README.en.md', 'CONTRIBUTING.md'] : []
  const below = inside
    .flatMap((name) => filesBelow(name))
    .filter((file) => file.endsWith(ending) && !skipped.test(file))
  return [...atRoot, ...below].sort()
}

export function sourceFiles(): SourceFiles {
  const files = packages
    .flatMap((folder) => filesBelow(folder))
    .filter((file) => !skipped.test(file) && /\.(ts|mjs|vue|css)$/.test(file))
  return new Map(files.map((file) => [file, readText(file)]))
}

type PackageJson = { exports?: Record<string, string | { default: string }> }
const packageJson = (folder: string) => JSON.parse(readText(`${folder}/package.json`)) as PackageJson

export function workspace(): Workspace {
  return Object.fromEntries(
    packages.map((folder) => {
      const exports = Object.entries(packageJson(folder).exports ?? {}).map(([key, target]) => [
        key,
        typeof target === 'string' ? target : target.default,
      ])
      return [`@desk/${folder}`, { folder, exports: Object.fromEntries(exports) as Record<string, string> }]
    }),
  )
}
