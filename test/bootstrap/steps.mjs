import { availableParallelism } from 'node:os'

/** @typedef {{ passed: number, failed: number, names?: readonly string[] }} Count names: of what did not pass at once */
/** @typedef {{ name: string, run: () => Promise<Count> }} Step */

/** A check that knows only success and failure counts as one.
 * @param {number} status exit status
 * @returns {Count}
 */
export const asOne = (status) => (status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 })

/** @param {number} milliseconds */
const seconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`

/**
 * Runs every step, also after a failure, and ends with a line that a program can read: `N passed, N failed`.
 * @param {readonly (Step | readonly Step[])[]} steps those in a list of their own run side by side, the longest first
 * @returns {Promise<number>} exit status
 */
export async function runSteps(steps) {
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
    const found = `${passed} passed${failed === 0 ? '' : `, ${failed} failed`}`
    const line = `${failed === 0 ? '✓' : '✗'} ${name}: ${found} (${seconds(performance.now() - started)})`
    console.log(line)
    report.push(line)
  }
  for (const step of steps) await sideBySide('run' in step ? [step] : step, runStep)
  // Said again behind what a failure had to say: of a long run often only the end is kept.
  const again = total.failed > 0 ? report : []
  console.log(`\n${[...again, ...failures].join('\n')}\n\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

/** As many at a time as there are processors. @param {readonly Step[]} steps @param {(step: Step) => Promise<void>} runStep */
async function sideBySide(steps, runStep) {
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
  return { ...asOne(1), names: [message] }
}
