export type KnownDepartment = {
  id: number
  name: string
  /** Names from below the root to the department. */
  path: readonly string[]
}

/** `candidates`: paths that may be meant, when there is not exactly one. */
type Found = { found: KnownDepartment | null; candidates: readonly string[] }

type Index = {
  byName: Map<string, KnownDepartment[]>
  byPath: Map<string, KnownDepartment[]>
  suggested: Map<string, string[]>
  /** The letters of each name, once a text is compared with all of them. */
  letters: readonly (readonly [KnownDepartment, ReadonlySet<string>])[] | null
}
const indexes = new WeakMap<readonly KnownDepartment[], Index>()

/** Maximum number of unknown names that are compared with all departments, which takes long; the others get no suggestion. */
const MAX_SUGGESTED = 100

const keyOf = (text: string): string => text.replace(/\s+/gu, '').toLowerCase()
/** Separators of a typed path. */
const separators = /[/\\>·・]|->/gu

/** Returns a department's path as it is shown and typed, from below the root: `a/b/c`. */
export const pathText = (path: readonly string[]): string => path.join('/')

function addTo(index: Map<string, KnownDepartment[]>, key: string, department: KnownDepartment): void {
  const same = index.get(key)
  if (same) same.push(department)
  else index.set(key, [department])
}

function indexOf(departments: readonly KnownDepartment[]): Index {
  const cached = indexes.get(departments)
  if (cached) return cached
  const index: Index = { byName: new Map(), byPath: new Map(), suggested: new Map(), letters: null }
  for (const department of departments) {
    addTo(index.byName, keyOf(department.name), department)
    addTo(index.byPath, keyOf(pathText(department.path)), department)
  }
  indexes.set(departments, index)
  return index
}

/** A department's path with its id, as in `a/b#12`. */
const withId = /^(.+)#(\d+)$/u

/**
 * Returns the text that names only this department: its path, and its id where others have the path. Parents outside the
 * visible range are no part of paths, so that these may be equal.
 */
function spell({ byPath }: Index, { id, path }: KnownDepartment): string {
  const text = pathText(path)
  return (byPath.get(keyOf(text))?.length ?? 0) > 1 ? `${text}#${String(id)}` : text
}

/**
 * Finds a department by its name, by its path where several have the name, or by the path and the id where several have the
 * path. Never guesses.
 */
export function findDepartment(text: string, departments: readonly KnownDepartment[]): Found {
  if (text === '') return { found: null, candidates: [] }
  const index = indexOf(departments)
  const { byName, byPath, suggested } = index
  const havingPath = (path: string) => byPath.get(keyOf(path.replace(separators, '/'))) ?? []
  const [, path = '', id = ''] = withId.exec(text) ?? []
  const numbered = havingPath(path).filter((department) => String(department.id) === id)
  for (const same of [havingPath(text), numbered, byName.get(keyOf(text)) ?? []]) {
    const [only] = same
    if (only && same.length === 1) return { found: only, candidates: [] }
    if (same.length > 1) return { found: null, candidates: same.map((department) => spell(index, department)) }
  }
  const key = keyOf(text)
  const cached = suggested.get(key)
  if (cached || suggested.size >= MAX_SUGGESTED) return { found: null, candidates: cached ?? [] }
  index.letters ??= departments.map((department) => [department, new Set(keyOf(department.name))] as const)
  const candidates = findMostSimilar(text, index.letters)
  suggested.set(key, candidates)
  return { found: null, candidates }
}

/** Minimum share of common letters for a suggestion. */
const MIN_LIKENESS = 0.4

/** Returns the one department that the text most resembles, for the button that takes it. */
function findMostSimilar(text: string, departments: NonNullable<Index['letters']>): string[] {
  const typedLetters = [...new Set(keyOf(text))]
  let best: { department: KnownDepartment; score: number } | null = null
  for (const [department, letters] of departments) {
    let shared = 0
    for (const letter of typedLetters) if (letters.has(letter)) shared += 1
    const score = (2 * shared) / (typedLetters.length + letters.size)
    if (score > (best?.score ?? 0)) best = { department, score }
  }
  return best && best.score >= MIN_LIKENESS ? [pathText(best.department.path)] : []
}
