import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync } from 'node:zlib'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'

/** The budget of the first screen and of each other page, in Brotli bytes. */
export const budget = { html: 14_000, criticalCss: 8_000, homeScripts: 60_000, routeScripts: 62_500 } as const

/** Budgets of pages with a plot, a large table or the editor, which are opened at a desk first. */
const deskBudgets: Partial<Record<string, number>> = {
  'policy-board': 75_000,
  'policy-people': 75_000,
  'policy-edit': 75_000,
  'feedback-board': 75_000,
  audit: 75_000,
  'settings-api-keys': 75_000,
  'settings-outbox': 75_000,
}

/** Returns the budget of a page other than home, in Brotli bytes. */
export const budgetOfRoute = (page: string): number => deskBudgets[page] ?? budget.routeScripts

type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }
type Manifest = Record<string, Chunk>

const entryKey = 'src/entry-client.ts'
const listKeys = ['src/router/page-components.ts', 'src/locales/feature-messages.ts']
const pageLists = ['src/router/member-pages.ts', 'src/router/admin-pages.ts']

const readManifest = (clientDir: string): Manifest =>
  JSON.parse(readFileSync(join(clientDir, '.vite/manifest.json'), 'utf8')) as Manifest

/** Returns the chunks that are loaded together with `keys`. */
function closure(manifest: Manifest, keys: readonly string[]): Set<string> {
  const visited = new Set<string>()
  const visit = (key: string): void => {
    const chunk = manifest[key]
    if (!chunk) throw new Error(`The build has no ${key}`)
    if (visited.has(key)) return
    visited.add(key)
    chunk.imports?.forEach(visit)
  }
  keys.forEach(visit)
  return visited
}

/** Returns the bytes that the server sends: those of the precompressed file, or of the file compressed with Brotli. */
function wireBytes(clientDir: string, file: string): number {
  const compressedFile = join(clientDir, `${file}.br`)
  return existsSync(compressedFile)
    ? readFileSync(compressedFile).length
    : brotliCompressSync(readFileSync(join(clientDir, file))).length
}

const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0)

const pages = Object.keys(pageTable) as PageName[]

/** Returns the manifest keys of a page in Chinese: the entry (which includes home), its component and its messages. */
const keysOf = (manifest: Manifest, page: PageName): string[] => {
  const { file, messages } = pageTable[page]
  const pageKey = `src/features/${file}.vue`
  const pageList = pageLists.filter((list) => manifest[list]?.dynamicImports?.includes(pageKey))
  return [
    entryKey,
    ...(page === 'home' ? [] : [...listKeys, ...pageList, pageKey]),
    ...['core', ...messages].map((feature) => `src/locales/zh-CN/${feature}.ts`),
  ]
}

export type Sizes = { criticalCss: number; homeScripts: number; routes: Record<string, number> }

/** Returns the sizes of a client build in Brotli bytes; those of other pages without what home has loaded. */
export function measureSizes(clientDir: string): Sizes {
  const manifest = readManifest(clientDir)
  const scriptsOf = (keys: Iterable<string>) => sum([...keys].map((key) => wireBytes(clientDir, manifest[key]!.file)))
  const home = closure(manifest, keysOf(manifest, 'home'))
  const styles = new Set([...home].flatMap((key) => manifest[key]!.css ?? []))
  const css = Buffer.concat([...styles].map((file) => readFileSync(join(clientDir, file))))
  const routes = pages
    .filter((page) => page !== 'home')
    .map((page) => {
      const more = [...closure(manifest, keysOf(manifest, page))].filter((loaded) => !home.has(loaded))
      return [page, scriptsOf(more)] as const
    })
  return {
    criticalCss: brotliCompressSync(css).length,
    homeScripts: scriptsOf(home),
    routes: Object.fromEntries(routes),
  }
}
