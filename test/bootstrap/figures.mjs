import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const isProduction = (/** @type {string} */ file) =>
  /^(server|web|shared)\/src\/.+\.(ts|vue)$/.test(file) && !/\.test\.ts$|\/testing\//.test(file)

/** How often a pattern matches in a text. @param {string} text @param {RegExp} pattern */
const count = (text, pattern) => text.match(pattern)?.length ?? 0

/**
 * How much there is of a checkout: what a release adds, and what it deleted.
 * @param {string} checkout
 * @returns {Record<'routes' | 'tables' | 'options' | 'production lines', number>}
 */
export function countFigures(checkout) {
  const files = execFileSync('git', ['ls-files'], { cwd: checkout, encoding: 'utf8' }).split('\n').filter(isProduction)
  const texts = new Map(files.map((file) => [file, readFileSync(join(checkout, file), 'utf8')]))
  const of = (/** @type {RegExp} */ wanted, /** @type {RegExp} */ pattern) =>
    [...texts].reduce((sum, [file, text]) => sum + (wanted.test(file) ? count(text, pattern) : 0), 0)
  return {
    // Those of the API, and those of the pages.
    routes: of(/\/route-rules\.ts$/, /^ {2}'(GET|POST) /gm) + of(/\/page-table\.ts$/, /: page\(\s*'\//g),
    tables: of(/^server\/src\/db\/schema\//, /\bpgTable\(/g),
    // What an operator may set.
    options: of(/^server\/src\/config\/env\.ts$/, /^ {2}[A-Z_]+:/gm),
    'production lines': of(/./, /^.*\S.*$/gm),
  }
}

/** In one line, for the log of a release. @param {string} checkout */
export const figuresOf = (checkout) =>
  Object.entries(countFigures(checkout))
    .map(([what, number]) => `${what}: ${String(number)}`)
    .join(', ')
