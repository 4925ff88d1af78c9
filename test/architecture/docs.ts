/** What somebody reads; every word of it that names a thing is held against the tree. */
export type Page = { file: string; text: string }
export type Tree = {
  /** Repository paths of files and folders; a folder without its slash. */
  has: (path: string) => boolean
  /** Text of a page by its path, for the headings in it. */
  page: (path: string) => string | null
}

const families: Readonly<Record<string, (name: string) => string>> = {
  e2e: (name) => `test/e2e/${name}.spec.ts`,
  bench: (name) => `test/bench/${name}.bench.ts`,
  faults: (name) => `test/faults/${name}.run.ts`,
  screens: (name) => `test/screens/${name}.screens.ts`,
}
/** npm's own words that need no script of ours. */
const ofNpm: readonly string[] = ['install', 'ci', 'sbom']

/** Commands that a page names and that are none: no such script, or no such program behind `-- NAME`. */
export function commandOffences({ file, text }: Page, scripts: readonly string[], has: Tree['has']): string[] {
  const named = [...text.matchAll(/\bnpm (?:run )?([a-z][a-z0-9:-]*)(?: -- ([a-z][a-z0-9-]*))?/g)]
  return named.flatMap(([whole, script = '', name]) => {
    const isKnown = scripts.includes(script) || (!whole.startsWith('npm run ') && ofNpm.includes(script))
    if (!isKnown) return [`${file}: ${whole}`]
    const program = name === undefined || script === 'screens' ? null : families[script]?.(name)
    return program && !has(program) ? [`${file}: ${whole}`] : []
  })
}

const folders = /^(?:server|shared|web|test|docs|deploy|\.ci)\//
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '')

/** Paths in code marks. What stands for many (`<noun>`, `NAME`, `*`) names the folder it is in. */
function pathsIn(text: string): string[] {
  return [...withoutCode(text).matchAll(/`([^`\s]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => folders.test(path))
    .map((path) => path.replace(/[^/]*(?:<|…|\bNAME\b|\*).*$/, '').replace(/\/$/, ''))
    .filter((path) => path.includes('/'))
}

/** Paths that a page names and that are not there. `made`: what something else brings before they are needed. */
export const pathOffences = ({ file, text }: Page, has: Tree['has'], made: readonly string[]): string[] =>
  pathsIn(text).flatMap((path) => (has(path) || made.includes(path) ? [] : [`${file}: ${path}`]))

/** As GitHub makes it of a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
const anchorsIn = (text: string) =>
  [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

function resolved(file: string, target: string): string {
  const parts = file.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** Links within the repository that lead nowhere, or to a heading that is not there. */
export function linkOffences({ file, text }: Page, tree: Tree): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [target = '', anchor] = link.split('#')
    const path = target === '' ? file : resolved(file, target)
    if (!tree.has(path)) return [`${file}: ${link}`]
    if (anchor === undefined) return []
    return anchorsIn(tree.page(path) ?? '').includes(anchor) ? [] : [`${file}: ${link}`]
  })
}

/** Numbers of attacks in front of the names of tests, as `A5 D4 L6:`, that no test begins with. */
export const attackOffences = ({ file, text }: Page, tests: string): string[] =>
  [...text.matchAll(/`([A-Z]\d(?: [A-Z]-?[a-z\d]+)*): /g)].flatMap(([, numbers = '']) =>
    tests.includes(`${numbers}: `) ? [] : [`${file}: ${numbers}`],
  )
