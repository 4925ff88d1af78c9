import { existsSync } from 'node:fs'
import { buildEverything } from './builds.mjs'
import { ensureChromium } from './chromium.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { runNode } from '../../server/scripts/processes.mjs'
import { playwright } from './runners.mjs'
import { specPattern } from './spec-pattern.mjs'

/** @typedef {'e2e' | 'bench' | 'faults' | 'release' | 'screens'} Family */

/** @type {Record<Family, (name: string) => string>} */
const sourceOf = {
  e2e: (name) => `test/e2e/${name}.spec.ts`,
  bench: (name) => `test/bench/${name}.bench.ts`,
  release: (name) => `test/release/${name}.run.ts`,
  faults: (name) => `test/faults/${name}.run.ts`,
  screens: (name) => `test/screens/${name}.screens.ts`,
}

/** @type {Family[]} */
const withoutBrowser = ['faults', 'release']

/** @param {Family} family @param {string} name */
function reportMissing(family, name) {
  console.error(`There is no ${sourceOf[family](name)}.`)
  return 1
}

/**
 * Builds and runs the program of `npm run e2e -- NAME`, `npm run bench -- NAME` and so on. Returns the exit status.
 * @param {Family} family @param {readonly string[]} args
 * @returns {Promise<number>}
 */
export async function runNamed(family, [name, ...rest]) {
  if (name === undefined && family !== 'e2e') {
    console.error(`Usage: npm run ${family} -- NAME`)
    return 1
  }
  if (name !== undefined && !existsSync(inRoot(sourceOf[family](name)))) return reportMissing(family, name)
  const status = await buildEverything()
  if (status !== 0) return status
  if (!withoutBrowser.includes(family) || name === 'rolling-deploy') ensureChromium()
  if (family !== 'e2e') return runNode(inRoot(`test/dist/${family}-${name}.js`), rest)
  // A test that is selected by name runs all of its cases.
  const { failed } = await playwright(name === undefined ? [] : [specPattern(name), ...rest], { EVERY_CASE: '1' })
  return failed === 0 ? 0 : 1
}
