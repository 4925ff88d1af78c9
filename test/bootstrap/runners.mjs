import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot, root } from '../../server/scripts/paths.mjs'
import { tools } from './tools.mjs'
import { runNode, runQuietly } from '../../server/scripts/processes.mjs'
import { countOfPlaywright, countOfVitest } from './reports.mjs'
import { countAsOne } from './steps.mjs'

/** @typedef {import('./steps.mjs').Count} Count */

const results = inRoot('test/test-results')
/** Retries a failed test once in CI, where the machine may stall. */
const retryArgs = process.env['CI'] ? ['--retry=1'] : []

/** @param {string} file @param {(report: any) => Count} count @param {number} status @returns {Count} */
function countReport(file, count, status) {
  const counts = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 }
  if (status === 0 || counts.failed > 0) return counts
  // A crash, an unhandled rejection or a run without tests is also a failure.
  return {
    ...counts,
    failed: 1,
    names: [...(counts.names ?? []), `no test failed, but the exit status is ${String(status)}`],
  }
}

/**
 * Runs a script and prints its output only if it fails.
 * @param {string} script @param {readonly string[]} args @param {Parameters<typeof runQuietly>[2]} options
 */
const quietly = (script, args, options) => runQuietly(process.execPath, [script, ...args], options)

/**
 * Runs tests with vitest and counts them.
 * @param {string} name of the report file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function vitest(name, args, env) {
  const file = join(results, `${name}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=minimal', '--reporter=json', `--outputFile.json=${file}`]
  const status = await quietly(tools.vitest, ['run', ...reporters, ...retryArgs, ...args], {
    cwd: root,
    ...(env && { env }),
  })
  return countReport(file, countOfVitest, status)
}

/**
 * Runs browser tests and counts them.
 * @param {readonly string[]} args
 * @param {Record<string, string>} more additional environment variables
 */
export async function playwright(args, more) {
  const file = join(results, 'browser.json')
  rmSync(file, { force: true })
  const env = { ...more, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  // A single spec lists its tests; a run of all specs prints dots and failures.
  const [reporter, start] = args.length > 0 ? ['list', runNode] : ['dot', quietly]
  const options = { cwd: inRoot('test'), env }
  // Recording takes a seventh of the processor's time: a run of all specs records retries only, a run of some specs failures.
  const trace = args.length > 0 ? [] : ['--trace=on-first-retry']
  const status = await start(tools.playwright, ['test', `--reporter=${reporter},json`, ...trace, ...args], options)
  return countReport(file, countOfPlaywright, status)
}

/** TypeScript 7 and the linter with types are Go programs: less garbage collection spares an eighth of their processor time. */
const goSettings = { GOGC: process.env['GOGC'] ?? '400' }

/** Runs a check with low priority. @param {string} script @param {readonly string[]} args */
export const check = async (script, args) =>
  countAsOne(await quietly(script, args, { cwd: root, env: goSettings, isLowPriority: true }))
