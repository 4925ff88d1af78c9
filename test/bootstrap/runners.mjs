import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { inRoot, root } from '../../server/scripts/paths.mjs'
import { tools } from './tools.mjs'
import { runNode, runQuietly } from '../../server/scripts/processes.mjs'
import { countOfPlaywright, countOfVitest } from './reports.mjs'
import { asOne } from './steps.mjs'

/** @typedef {import('./steps.mjs').Count} Count */

const results = inRoot('test/test-results')
/** A machine of others may stand still for a moment; at home nothing is tried twice. */
const secondTry = process.env['CI'] ? ['--retry=1'] : []

/** @param {string} file @param {(report: any) => Count} count @param {number} status @returns {Count} */
function counted(file, count, status) {
  const found = existsSync(file) ? count(JSON.parse(readFileSync(file, 'utf8'))) : { passed: 0, failed: 0 }
  if (status === 0 || found.failed > 0) return found
  // A runner that broke without a failing test (a crash, an unhandled rejection, no test found) is a failure all the same.
  return {
    ...found,
    failed: 1,
    names: [...(found.names ?? []), `no test failed, and yet it ended with ${String(status)}`],
  }
}

/** What a stage found is one line; what it says about it is shown when something is wrong. @param {string} script @param {readonly string[]} args @param {Parameters<typeof runQuietly>[2]} options */
const quietly = (script, args, options) => runQuietly(process.execPath, [script, ...args], options)

/**
 * @param {string} name for the report file
 * @param {readonly string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
export async function vitest(name, args, env) {
  const file = join(results, `${name}.json`)
  rmSync(file, { force: true })
  const reporters = ['--reporter=minimal', '--reporter=json', `--outputFile.json=${file}`]
  const status = await quietly(tools.vitest, ['run', ...reporters, ...secondTry, ...args], {
    cwd: root,
    ...(env && { env }),
  })
  return counted(file, countOfVitest, status)
}

/** @param {readonly string[]} args @param {Record<string, string>} more environment beside our own */
export async function playwright(args, more = {}) {
  const file = join(results, 'browser.json')
  rmSync(file, { force: true })
  const env = { ...more, PLAYWRIGHT_JSON_OUTPUT_NAME: file }
  // Of a journey that somebody named they want to see the tests; of all, what failed.
  const [shown, start] = args.length > 0 ? ['list', runNode] : ['dot', quietly]
  const options = { cwd: inRoot('test'), env }
  const status = await start(tools.playwright, ['test', `--reporter=${shown},json`, ...args], options)
  return counted(file, countOfPlaywright, status)
}

/** Lets whatever runs beside it go first. @param {string} script @param {readonly string[]} args */
export const check = async (script, args) => asOne(await quietly(script, args, { cwd: root, yields: true }))
