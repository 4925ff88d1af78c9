import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { InitialState, Language } from '@desk/shared/pages/initial-state'
import { type PageName, pageTable } from '@desk/shared/pages/page-table'
import { messageFile } from '../locales/load-messages.ts'
import { isFramed } from '../router/is-framed.ts'
import { messageFeaturesOf } from '../router/page-messages.ts'

type Chunk = { file: string; css?: string[]; imports?: string[]; dynamicImports?: string[] }
type Manifest = Record<string, Chunk>

type ShownState = Pick<InitialState, 'page' | 'me' | 'isComputer' | 'language'>

/** The assets of a page: its scripts, the inlined styles, and the files of those styles. */
export type PageAssets = { entry: string; preload: string[]; css: string; inlinedFiles: string[] }

const entryKey = 'src/entry-client.ts'
/** The chunks that load the component and the messages of every page except home. */
const listKeys = ['src/router/page-components.ts', 'src/locales/feature-messages.ts']
/** The lists of page components. A page needs the list that contains its component. */
const pageLists = ['src/router/member-pages.ts', 'src/router/admin-pages.ts']

/** Returns the key of a page in the build manifest. */
export const pageKey = (page: PageName): string => `src/features/${pageTable[page].file}.vue`
/** The key of the desk's navigation, which is shown beside a page. */
export const frameKey = 'src/layouts/desk/with-sidebar.ts'

/** Returns a chunk and all its static imports, the chunk first. */
function closure(manifest: Manifest, key: string, seen = new Set<string>()): Chunk[] {
  const chunk = manifest[key]
  if (!chunk || seen.has(key)) return []
  seen.add(key)
  return [chunk, ...(chunk.imports ?? []).flatMap((next) => closure(manifest, next, seen))]
}

/** Reads the manifest and returns a lookup of a page's assets. Each file of styles is read once, when a page needs it. */
export function readClientBuild(clientDir: string): (state: ShownState) => PageAssets {
  const manifest = JSON.parse(readFileSync(join(clientDir, '.vite/manifest.json'), 'utf8')) as Manifest // Written by Vite.
  const styles = new Map<string, string>()
  const styleOf = (file: string): string => {
    const text = styles.get(file) ?? readFileSync(join(clientDir, file), 'utf8').trim()
    styles.set(file, text)
    return text
  }
  const assetsOf = (page: PageName, language: Language, hasFrame: boolean): PageAssets => {
    const features = [...messageFeaturesOf(page), ...(hasFrame ? (['desk'] as const) : [])]
    const messages = features.map((feature) => `src/locales/${messageFile(language, feature)}`)
    const pageList = pageLists.filter((list) => manifest[list]?.dynamicImports?.includes(pageKey(page)))
    const lists = page === 'home' && !hasFrame ? [] : [...listKeys, ...pageList]
    const keys = [entryKey, ...lists, ...(hasFrame ? [frameKey] : []), pageKey(page), ...messages]
    const closures = keys.map((key) => closure(manifest, key))
    const scripts = [...new Set(closures.flat().map(({ file }) => `/${file}`))]
    // Styles of imported components come before those of the page, as if the files were linked in import order.
    const chunksByImport = closures.flatMap((chunks) => [...chunks].reverse())
    const inlinedFiles = [...new Set(chunksByImport.flatMap(({ css }) => css ?? []))]
    const [entry = '', ...preload] = scripts
    return { entry, preload, css: inlinedFiles.map(styleOf).join('\n'), inlinedFiles }
  }
  const cache = new Map<string, PageAssets>()
  return (state) => {
    const { page, language } = state
    const { name } = page
    const hasFrame = isFramed(name, state)
    const key = `${name} ${language} ${String(hasFrame)}`
    const assets = cache.get(key) ?? assetsOf(name, language, hasFrame)
    cache.set(key, assets)
    return assets
  }
}
