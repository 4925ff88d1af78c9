/** A page of the documentation. */
export type Page = { file: string; text: string }
export type Tree = {
  /** Whether a file or folder exists, by its repository path without a trailing slash. */
  has: (path: string) => boolean
  /** Returns the text of a page, for its headings; null if it does not exist. */
  page: (path: string) => string | null
}

/** The file that a script runs for `-- NAME`. */
const programOf: Readonly<Record<string, (name: string) => string>> = {
  rehearsal: (name) => `test/release/${name}.run.ts`,
  e2e: (name) => `test/e2e/${name}.spec.ts`,
  bench: (name) => `test/bench/${name}.bench.ts`,
  faults: (name) => `test/faults/${name}.run.ts`,
}
/** Commands of npm that need no script. */
const npmCommands: readonly string[] = ['install', 'ci']

/** Lists commands on a page without a script, or without a program for `-- NAME`. */
export function unknownCommands({ file, text }: Page, scripts: readonly string[], has: Tree['has']): string[] {
  const named = [...text.matchAll(/\bnpm (?:run )?([a-z][a-z0-9:-]*)(?: -- ([a-z][a-z0-9-]*))?/g)]
  return named.flatMap(([whole, script = '', name]) => {
    const isKnown = scripts.includes(script) || (!whole.startsWith('npm run ') && npmCommands.includes(script))
    if (!isKnown) return [`${file}: ${whole}`]
    const program = name === undefined ? null : programOf[script]?.(name)
    return program && !has(program) ? [`${file}: ${whole}`] : []
  })
}

const folders = /^(?:server|shared|web|test|docs|deploy|\.ci)\//
const withoutCode = (text: string) => text.replace(/^```[\s\S]*?^```/gm, '')

/** Returns the paths in backticks. Patterns (`<noun>`, `NAME`, `*`) count as their folder. */
function pathsIn(text: string): string[] {
  return [...withoutCode(text).matchAll(/`([^`\s]+)`/g)]
    .map(([, path = '']) => path)
    .filter((path) => folders.test(path))
    .map((path) => path.replace(/[^/]*(?:<|…|\bNAME\b|\*).*$/, '').replace(/\/$/, ''))
    .filter((path) => path.includes('/'))
}

/** Lists paths on a page that do not exist, except those in `createdElsewhere`, which a patch or a command creates. */
export const missingPaths = ({ file, text }: Page, has: Tree['has'], createdElsewhere: readonly string[]): string[] =>
  pathsIn(text).flatMap((path) => (has(path) || createdElsewhere.includes(path) ? [] : [`${file}: ${path}`]))

/** Returns the anchor that GitHub gives a heading. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
const anchorsIn = (text: string) =>
  [...withoutCode(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => anchorOf(heading))

function resolvePath(file: string, target: string): string {
  const parts = file.split('/').slice(0, -1)
  for (const part of target.split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.' && part !== '') parts.push(part)
  }
  return parts.join('/')
}

/** Lists links within the repository to a missing page or heading. */
export function brokenLinks({ file, text }: Page, tree: Tree): string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
    if (/^[a-z]+:/.test(link)) return []
    const [target = '', anchor] = link.split('#')
    const path = target === '' ? file : resolvePath(file, target)
    if (!tree.has(path)) return [`${file}: ${link}`]
    if (anchor === undefined) return []
    return anchorsIn(tree.page(path) ?? '').includes(anchor) ? [] : [`${file}: ${link}`]
  })
}

/** Lists attack numbers on a page, such as `A5 D4 L6:`, with which no test title begins. */
export const untestedAttacks = ({ file, text }: Page, tests: string): string[] =>
  [...text.matchAll(/`([A-Z]\d(?: [A-Z]-?[a-z\d]+)*): /g)].flatMap(([, numbers = '']) =>
    tests.includes(`${numbers}: `) ? [] : [`${file}: ${numbers}`],
  )
