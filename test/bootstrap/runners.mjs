import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { inRoot, root, tools } from './paths.mjs'
import { runNode } from './processes.mjs'
import { asOne } from './steps.mjs'

/** @typedef {import('./steps.mjs').Count} Count */

const results = inRoot('test/test-results')
/** A machine of others may stand still for a moment; at home nothing is tried twice. */
const secondTry = process.env['CI'] ? ['--retry=1'] : []

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
  const status = await runNode(tools.vitest, ['run', ...reporters, ...secondTry, ...args], {
    cwd: root,
    ...(env && { env }),
  })
  return counted(file, countOfVitest, status)
}

/** What passed at the second try is named, and is a debt to be mended.
 * @param {any} report of vitest
 * @returns {Count}
 */
function countOfVitest(report) {
  /** @type {any[]} */
  const suites = report.testResults
  const tests = suites.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter((/** @type {any} */ test) => test.failureMessages.length > 0)
      .map((/** @type {any} */ test) => {
        const what = test.status === 'passed' ? 'flaky' : 'failed'
        return `${relative(root, name)} › ${test.fullName} (${what}): ${firstLine(test.failureMessages)}`
      }),
  )
  // A file that does not load has no test that failed.
  const broken = suites
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name, message }) => `${relative(root, name)} does not load: ${firstLine([message])}`)
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    names: [...tests, ...broken],
  }
}

/** @param {readonly string[]} messages */
const firstLine = ([message = '']) => (message.split('\n')[0] ?? '').slice(0, 300)

/** @param {readonly string[]} args @param {Record<string, string>} more environment beside our own */
export async function playwright(args, more = {}) {
  const file = join(results, 'browser.json')
  rmSync(file, { force: true })
  const env = { ...more, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  const status = await runNode(tools.playwright, ['test', '--reporter=list,json', ...args], {
    cwd: inRoot('test'),
    env,
  })
  return counted(file, countOfPlaywright, status)
}

/** As above.
 * @param {any} report of playwright
 * @returns {Count}
 */
function countOfPlaywright({ stats, suites }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    names: suites.flatMap((/** @type {any} */ suite) => namesNotPassed(suite, [])),
  }
}

/** @param {any} suite @param {readonly string[]} above @returns {string[]} */
function namesNotPassed({ title, specs = [], suites = [] }, above) {
  const path = [...above, title]
  return [
    ...specs.flatMap((/** @type {any} */ spec) =>
      spec.tests
        .filter((/** @type {any} */ test) => test.status === 'unexpected' || test.status === 'flaky')
        .map(
          (/** @type {any} */ test) => `[${test.projectName}] ${[...path, spec.title].join(' › ')} (${test.status})`,
        ),
    ),
    ...suites.flatMap((/** @type {any} */ inner) => namesNotPassed(inner, path)),
  ]
}

/** @param {string} script @param {readonly string[]} args */
export const check = async (script, args) => asOne(await runNode(script, args, { cwd: root }))
