import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

const skipped = new Set(['node_modules', 'dist', 'dist-types', 'test-results'])

/** @param {string} path @returns {string[]} */
function filesUnder(path) {
  if (!existsSync(path)) return []
  if (statSync(path).isFile()) return [path]
  return readdirSync(path)
    .filter((name) => !skipped.has(name))
    .sort()
    .flatMap((name) => filesUnder(join(path, name)))
}

/**
 * Returns a hash that changes when a file below `paths` changes, appears, disappears or moves. Tests are excluded,
 * since no build contains them, unless `withTests` is set.
 * @param {readonly string[]} paths
 * @param {readonly string[]} [facts] inputs that are not files, such as the version of Node
 * @param {boolean} [withTests]
 */
export function fingerprint(paths, facts = [], withTests = false) {
  const hash = createHash('sha256')
  for (const fact of facts) hash.update(`${fact}\0`)
  for (const file of paths.flatMap(filesUnder)) {
    if (!withTests && /\.(test|spec)\.ts$/.test(file)) continue
    hash.update(`${file}\0`).update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** @param {string} stampFile @param {string} wanted */
export const isStamped = (stampFile, wanted) => existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted

/** @param {string} stampFile @param {string} value */
export function stamp(stampFile, value) {
  mkdirSync(dirname(stampFile), { recursive: true })
  writeFileSync(stampFile, value)
}
