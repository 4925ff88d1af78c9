import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { startPostgres } from '../lib/postgres.mjs'
import { buildEverything, buildTypes } from './builds.mjs'
import { printCosts } from './change.mjs'
import { ensureChromium } from './chromium.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { tools } from './tools.mjs'
import { check, playwright, vitest } from './runners.mjs'
import { asOne, runSteps } from './steps.mjs'

/** @typedef {import('./steps.mjs').Step} Step */

/** Checks the server, and writes down its types: the others read these, and do not check it again. @type {Step} */
const typesOfServer = { name: 'types: server', run: async () => asOne(await buildTypes()) }

const eslintCache = ['--cache', '--cache-location', 'node_modules/.cache/eslint/']

/** @param {readonly string[]} files @returns {Step} */
const lint = (files) => ({
  name: 'lint',
  run: () => check(tools.eslint, [...files, '--max-warnings', '0', ...eslintCache]),
})
/** @param {readonly string[]} files @returns {Step} */
const format = (files) => ({
  name: 'format',
  run: () => check(tools.prettier, ['--check', '--log-level', 'warn', '--cache', ...files]),
})
/** @type {Step} */
const typesOfWeb = { name: 'types: web', run: () => check(tools.vueTsc, ['-p', 'web']) }
/** @type {Step[]} */
const typesOfOthers = [
  { name: 'types: test', run: () => check(tools.tsc, ['-p', 'test']) },
  { name: 'types: shared', run: () => check(tools.tsc, ['-p', 'shared']) },
]

/** Files, exports and dependencies that nobody uses. @type {Step} */
const unused = { name: 'unused', run: () => check(tools.knip, ['--no-progress']) }

/** Tests of the server that open a database: they touch the kit, or the database that it shares. @param {boolean} wanted */
function testsOfServer(wanted) {
  const src = inRoot('server/src')
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => readFileSync(`${src}/${name}`, 'utf8').includes('/testing/') === wanted)
    .map((name) => `server/src/${name}`)
}

/**
 * PGlite is PostgreSQL behind another driver, on one connection. What speaks to the driver runs on both: everything but
 * the features, whose every route is called there once, by `composition/app.test.ts`. Their own tests run on the server,
 * where the kit refuses what one connection would wait for for ever; on PGlite the browser goes through them.
 */
const testsOfBothDatabases = () => testsOfServer(true).filter((file) => !file.startsWith('server/src/features/'))

/** @param {string[]} tests @returns {Step} */
const architecture = (tests) => ({
  name: 'architecture',
  run: () => vitest('architecture', ['--project', 'test', ...tests]),
})
/** @type {Step} */
const unit = { name: 'unit', run: () => vitest('unit', ['--project', 'shared', '--project', 'web']) }

/** No database, no browser: for the time between two edits. */
export function verify() {
  return runSteps([
    typesOfServer,
    [lint(['.']), typesOfWeb, ...typesOfOthers, format(['.']), unused],
    architecture(['architecture']),
    unit,
    { name: 'unit: server', run: () => vitest('unit-server', ['--project', 'server', ...testsOfServer(false)]) },
  ])
}

/**
 * What a patch of a tree that is sound can break: nothing that it did not touch has become less well written, and whether
 * a rule sees what it forbids does not hang on it.
 * @param {readonly string[]} touched
 */
export const verifyPatch = (touched) =>
  runSteps([
    typesOfServer,
    [lint(touched), typesOfWeb, format(touched), unused],
    architecture(['architecture/architecture', 'architecture/docs']),
    unit,
  ])

/** Everything but load. */
export async function testEverything() {
  await ensureChromium()
  const postgres = await startPostgres()
  const onPostgres = { TEST_DATABASE_URL: postgres.url }
  const onBoth = ['--project', 'server', ...testsOfBothDatabases()]
  try {
    return await runSteps([
      [typesOfServer, { name: 'build', run: async () => asOne(await buildEverything()) }],
      { name: 'unit, and the server on PostgreSQL', run: () => vitest('unit', unitProjects, onPostgres) },
      // These wait for much that they do not compute: what only reads takes the processor meanwhile.
      [
        { name: 'the built product', run: () => vitest('built', ['--project', 'built', waiting], onPostgres) },
        { name: 'the server on PGlite', run: () => vitest('embedded', onBoth) },
        lint(['.']),
        unused,
        { name: 'what it costs', run: async () => asOne(await printCosts()) },
      ],
      [{ name: 'browser', run: () => playwright([], onPostgres) }, typesOfWeb, ...typesOfOthers, format(['.'])],
    ])
  } finally {
    await postgres.stop()
  }
}

/** These start programs and wait for them: more at a time than there are processors. */
const waiting = `--maxWorkers=${String(availableParallelism() + 1)}`

const unitProjects = ['shared', 'server', 'web', 'test'].flatMap((name) => ['--project', name])
