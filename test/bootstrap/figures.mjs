import { readFileSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

const isProduction = (/** @type {string} */ file) =>
  /^(server|web|shared)\/src\/.+\.(ts|vue)$/.test(file) && !/\.test\.ts$|\/testing\//.test(file)

/** Returns the number of matches. @param {string} text @param {RegExp} pattern */
const countMatches = (text, pattern) => text.match(pattern)?.length ?? 0

/**
 * Counts routes, tables, options and lines of a checkout, to compare releases.
 * @param {string} checkout
 * @returns {Record<'routes' | 'tables' | 'options' | 'production lines', number>}
 */
export function countFigures(checkout) {
  const files = execFileSync('git', ['ls-files'], { cwd: checkout, encoding: 'utf8' }).split('\n').filter(isProduction)
  const texts = new Map(files.map((file) => [file, readFileSync(join(checkout, file), 'utf8')]))
  const countIn = (/** @type {RegExp} */ filePattern, /** @type {RegExp} */ pattern) =>
    [...texts].reduce((sum, [file, text]) => sum + (filePattern.test(file) ? countMatches(text, pattern) : 0), 0)
  return {
    // Routes of the API and of pages.
    routes:
      countIn(/\/(people-)?route-rules\.ts$/, /^ {2}'(GET|POST) /gm) +
      countIn(/\/(page-table|[a-z]+-pages)\.ts$/, /: page\(\s*'\//g),
    tables: countIn(/^server\/src\/db\/schema\//, /\bpgTable\(/g),
    // Environment variables.
    options: countIn(/^server\/src\/config\/env\.ts$/, /^ {2}[A-Z_]+:/gm),
    'production lines': countIn(/./, /^.*\S.*$/gm),
  }
}

/** Returns the figures as one line for the log of a release. @param {string} checkout */
export const figuresOf = (checkout) =>
  Object.entries(countFigures(checkout))
    .map(([name, number]) => `${name}: ${String(number)}`)
    .join(', ')
