import { availableParallelism } from 'node:os'

/**
 * `names`: of failed and flaky tests, or the error that ended the step.
 * @typedef {{ passed: number, failed: number, names?: readonly string[] }} Count
 */
/** @typedef {{ name: string, run: () => Promise<Count> }} Step */

/** Counts a check that has no separate tests as one test.
 * @param {number} status exit status
 * @returns {Count}
 */
export const countAsOne = (status) => (status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** @param {number} milliseconds */
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`

/**
 * Runs every step, even after a failure, and prints `N passed, N failed` as the last line.
 * @param {readonly (Step | readonly Step[])[]} steps steps in an inner list run concurrently; list the longest first
 * @param {() => readonly string[]} [notes] returns lines to print above the totals
 * @returns {Promise<number>} exit status
 */
export async function runSteps(steps, notes = () => []) {
  const total = { passed: 0, failed: 0 }
  /** @type {string[]} */
  const report = []
  /** @type {string[]} */
  const failures = []
  const runStep = async (/** @type {Step} */ { name, run }) => {
    const started = performance.now()
    const { passed, failed, names = [] } = await run().catch(asFailure)
    total.passed += passed
    total.failed += failed
    failures.push(...names.map((test) => `${name}: ${test}`))
    const result = `${passed} passed${failed === 0 ? '' : `, ${failed} failed`}`
    const line = `${failed === 0 ? '✓' : '✗'} ${name}: ${result} (${seconds(performance.now() - started)})`
    console.log(line)
    report.push(line)
  }
  for (const step of steps) await runConcurrently('run' in step ? [step] : step, runStep)
  // Printed again at the end, because often only the end of a long log is kept.
  const summary = total.failed > 0 ? report : []
  console.log(`\n${[...summary, ...failures, ...notes()].join('\n')}\n\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

/**
 * Runs as many steps at a time as there are processors.
 * @param {readonly Step[]} steps @param {(step: Step) => Promise<void>} runStep
 */
async function runConcurrently(steps, runStep) {
  const waiting = [...steps]
  const lane = async () => {
    for (let step = waiting.shift(); step; step = waiting.shift()) await runStep(step)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, lane))
}

/** @param {unknown} error @returns {Count} */
function asFailure(error) {
  const message = error instanceof Error ? error.message : String(error)
  console.error(message)
  return { ...countAsOne(1), names: [message] }
}
