import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot, root, tools } from './paths.mjs'
import { runNode } from './processes.mjs'
import { asOne } from './steps.mjs'

/** @typedef {import('./steps.mjs').Count} Count */

const results = inRoot('test/test-results')

/** @param {string} file @param {(report: any) => Count} count @param {number} status @returns {Count} */
function counted(file, count, status) {
  const found = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 }
  // A runner that broke without a failing test (a crash, an unhandled rejection, no test found) is a failure all the same.
  return status !== 0 && found.failed === 0 ? { passed: found.passed, failed: 1 } : found
}

/**
 * @param {string} name for the report file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function vitest(name, args, env) {
  const file = join(results, `${name}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const status = await runNode(tools.vitest, ['run', ...reporters, ...args], { cwd: root, ...(env && { env }) })
  // A file that does not load has no test that failed.
  const broken = (/** @type {any} */ report) =>
    report.testResults.filter(
      (/** @type {any} */ suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
    ).length
  return counted(
    file,
    (report) => ({ passed: report.numPassedTests, failed: report.numFailedTests + broken(report) }),
    status,
  )
}

/** @param {readonly string[]} args @param {Record<string, string>} more environment beside our own */
export async function playwright(args, more = {}) {
  const file = join(results, 'browser.json')
  rmSync(file, { force: true })
  const env = { ...more, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  const status = await runNode(tools.playwright, ['test', '--reporter=list,json', ...args], {
    cwd: inRoot('test'),
    env,
  })
  // What passed at the second try is listed by name as flaky, and is a debt to be mended.
  return counted(file, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected }), status)
}

/** @param {string} script @param {readonly string[]} args */
export const check = async (script, args) => asOne(await runNode(script, args, { cwd: root }))
