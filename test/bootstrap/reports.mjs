import { relative } from 'node:path'
import { root } from '../../server/scripts/paths.mjs'

/** @typedef {import('./steps.mjs').Count} Count */
/** The parts of the runners' reports that are read.
 * @typedef {{ status: string, fullName: string, failureMessages: string[] }} VitestTest
 * @typedef {{ name: string, status: string, message: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, testResults: VitestFile[] }} VitestReport
 * @typedef {{ title: string, tests: { status: string, projectName: string }[] }} PlaywrightSpec
 * @typedef {{ title: string, specs?: PlaywrightSpec[], suites?: PlaywrightSuite[] }} PlaywrightSuite
 * @typedef {{ stats: { expected: number, flaky: number, unexpected: number }, suites: PlaywrightSuite[] }} PlaywrightReport
 */

/** Counts the tests of a report; names failed tests, and flaky ones that passed at the second attempt.
 * @param {VitestReport} report
 * @returns {Count}
 */
export function countOfVitest({ numPassedTests, numFailedTests, testResults }) {
  const names = testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ failureMessages }) => failureMessages.length > 0)
      .map(({ status, fullName, failureMessages }) => {
        const verdict = status === 'passed' ? 'flaky' : 'failed'
        return `${relative(root, file.name)} › ${fullName} (${verdict}): ${firstLine(failureMessages)}`
      }),
  )
  // A file that does not load contains no failed test.
  const broken = testResults
    .filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0)
    .map(({ name, message }) => `${relative(root, name)} does not load: ${firstLine([message])}`)
  return { passed: numPassedTests, failed: numFailedTests + broken.length, names: [...names, ...broken] }
}

/** Counts the tests of a Playwright report.
 * @param {PlaywrightReport} report
 * @returns {Count}
 */
export function countOfPlaywright({ stats, suites }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected,
    names: suites.flatMap((suite) => listFailedAndFlaky(suite, [])),
  }
}

/** @param {readonly string[]} messages */
const firstLine = ([message = '']) => (message.split('\n')[0] ?? '').slice(0, 300)

/** @param {PlaywrightSuite} suite @param {readonly string[]} above @returns {string[]} */
function listFailedAndFlaky({ title, specs = [], suites = [] }, above) {
  const path = [...above, title]
  const own = specs.flatMap((spec) =>
    spec.tests
      .filter(({ status }) => status === 'unexpected' || status === 'flaky')
      .map(({ status, projectName }) => `[${projectName}] ${[...path, spec.title].join(' › ')} (${status})`),
  )
  return [...own, ...suites.flatMap((inner) => listFailedAndFlaky(inner, path))]
}
