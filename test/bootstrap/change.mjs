import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { inRoot, root } from '../../server/scripts/paths.mjs'
import { runNode, runQuietly } from '../../server/scripts/processes.mjs'
import { buildEverything } from './builds.mjs'
import { countFigures } from './figures.mjs'
import { tools } from './tools.mjs'
import { git } from './git.mjs'

/** @typedef {Record<string, number | null>} Costs values by a name that ends in the unit; null: not measured */

/** Measures the type checks. @param {string} checkout @returns {Promise<Costs>} */
async function typeCheckSeconds(checkout) {
  const checks = /** @type {const} */ ([
    ['server', tools.tsc, 'server/tsconfig.types.json'],
    ['web', tools.vueTsc, 'web'],
  ])
  /** @type {Costs} */
  const seconds = {}
  for (const [name, tool, project] of checks) {
    const started = performance.now()
    const status = await runNode(tool, ['-p', project], { cwd: checkout })
    seconds[`type check of ${name}, s`] = status === 0 ? (performance.now() - started) / 1000 : null
  }
  return seconds
}

/** Measures a built checkout with the bench of this checkout. @param {string} checkout @returns {Promise<Costs>} */
async function costsOfBuild(checkout) {
  const { stdout } = await promisify(execFile)(process.execPath, [inRoot('test/dist/bench-change.js'), checkout])
  const measured = JSON.parse(stdout.trim().split('\n').at(-1) ?? '')
  return {
    'scripts of home, bytes': measured.entryBytes,
    'scripts of the largest page beside it, bytes': measured.largestPageBytes,
    'scripts of all pages, bytes': measured.scriptBytes,
    'processor time of reading home, ms': measured.homeCpuMs,
  }
}

/** @param {number | null | undefined} value */
const format = (value) =>
  value === null || value === undefined ? '–' : Number.isInteger(value) ? String(value) : value.toFixed(2)

/**
 * Returns the lines of a table of costs; with those before, also the change in percent.
 * @param {Costs} now @param {Costs} [before]
 */
export function costLines(now, before) {
  const rows = Object.entries(now).map(([what, value]) => {
    const old = before?.[what] ?? null
    const change = old === null || value === null || old === 0 ? '' : `${(((value - old) / old) * 100).toFixed(1)} %`
    return before ? [what, format(old), format(value), change] : [what, format(value)]
  })
  const head = before ? ['', 'before', 'now', 'change'] : ['', 'now']
  const width = Math.max(...rows.map(([what = '']) => what.length))
  return [head, ...rows].map(
    ([what = '', ...cells]) => `${what.padEnd(width)}${cells.map((cell) => cell.padStart(12)).join('')}`,
  )
}

const keptFile = inRoot('test/bootstrap/costs.json')

/**
 * Returns the costs that were kept last, and the version whose costs they are.
 * @returns {{ version: string, costs: Costs }}
 */
export const keptCosts = () => JSON.parse(readFileSync(keptFile, 'utf8'))

/** Measures the build of this tree, and counts its figures. @returns {Promise<Costs>} */
export const costsOfThisTree = async () => ({ ...(await costsOfBuild(root)), ...countFigures(root) })

/** Compares costs with those that were kept, whose times were measured while no other step ran. @param {Costs} now */
export function compareWithKept(now) {
  const { version, costs } = keptCosts()
  return [`Costs, compared with ${version}:`, ...costLines(now, costs)]
}

/** Keeps costs for the comparison of later runs. @param {Costs} costs */
function keepCosts(costs) {
  const { version } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  writeFileSync(keptFile, `${JSON.stringify({ version, costs }, null, 2)}\n`)
}

/** @param {string} checkout @returns {Promise<Costs>} */
const allCosts = async (checkout) => ({
  ...(await typeCheckSeconds(checkout)),
  ...(await costsOfBuild(checkout)),
  ...countFigures(checkout),
})

/**
 * Compares the costs of this tree with those of the previous commit, or of another one. With `--keep` the costs of this tree are
 * stored, and later runs of `npm test` are compared with them. Returns the exit status.
 * @param {readonly string[]} args `--keep` and a commit, both optional
 */
export async function verifyChange(args) {
  const named = args.find((arg) => arg !== '--keep')
  const isDirty = git('status', '--porcelain') !== ''
  const ref = git('rev-parse', named ?? (isDirty ? 'HEAD' : 'HEAD~1'))
  const before = mkdtempSync(join(tmpdir(), 'desk-before-'))
  console.log(`Compared with ${git('log', '-1', '--format=%h %s', ref)}. Times are not reliable on a busy machine.`)
  git('worktree', 'add', '--detach', '--force', before, ref)
  try {
    const status =
      (await runQuietly(process.execPath, ['server/scripts/run.mjs', 'build'], { cwd: before })) ||
      (await buildEverything())
    if (status !== 0) return status
    const old = await allCosts(before)
    const now = await allCosts(root)
    console.log(costLines(now, old).join('\n'))
    if (args.includes('--keep')) keepCosts(now)
    return 0
  } finally {
    git('worktree', 'remove', '--force', before)
    rmSync(before, { recursive: true, force: true })
  }
}
