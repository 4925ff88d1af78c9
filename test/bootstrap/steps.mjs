/** @typedef {{ passed: number, failed: number }} Count */
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
 * @param {readonly Step[]} steps
 * @returns {Promise<number>} exit status
 */
export async function runSteps(steps) {
  const total = { passed: 0, failed: 0 }
  /** @type {string[]} */
  const report = []
  for (const { name, run } of steps) {
    console.log(`\n── ${name}`)
    const started = performance.now()
    const { passed, failed } = await run().catch(asFailure)
    total.passed += passed
    total.failed += failed
    report.push(`${failed === 0 ? '✓' : '✗'} ${name} (${seconds(performance.now() - started)})`)
  }
  console.log(`\n${report.join('\n')}\n\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 && total.passed > 0 ? 0 : 1
}

/** @param {unknown} error @returns {Count} */
function asFailure(error) {
  console.error(error instanceof Error ? error.message : error)
  return asOne(1)
}
