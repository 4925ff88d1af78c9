import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { ensureInstalled, hasProgram } from '../lib/debian-packages.mjs'
import { startPostgres } from '../lib/postgres.mjs'
import { buildEverything, buildTypes } from './builds.mjs'
import { compareWithKept, costsOfThisTree } from './change.mjs'
import { ensureChromium } from './chromium.mjs'
import { inRoot } from '../../server/scripts/paths.mjs'
import { leftOut } from './left-out.mjs'
import { keepRules, recentFiles } from './recent-files.mjs'
import { tools } from './tools.mjs'
import { check, playwright, vitest } from './runners.mjs'
import { countAsOne, runSteps } from './steps.mjs'
import { lintWithTypes } from './type-aware-lint.mjs'

/** @typedef {import('./steps.mjs').Step} Step */

/** Seconds of the type checks of this run. @type {Record<string, number>} */
const typeChecks = {}

/** Records how long a type check takes. @param {string} what @param {Step['run']} run @returns {Step['run']} */
const timed = (what, run) => async () => {
  const started = performance.now()
  const count = await run()
  typeChecks[`type check of ${what}, s`] = (performance.now() - started) / 1000
  return count
}

/** Type-checks the server and writes its declarations, which the other type checks read. @type {Step} */
const typesOfServer = { name: 'types: server', run: timed('server', async () => countAsOne(await buildTypes())) }

const eslintCache = ['--cache', '--cache-location', 'node_modules/.cache/eslint/']

/** ESLint fails when it is given a file of another kind. @param {string} file */
const isCode = (file) => file === '.' || /\.(ts|mjs|js|vue)$/.test(file)

/** @param {readonly string[]} files @returns {Step} */
const lint = (files) => ({
  name: 'lint',
  run: () => check(tools.eslint, [...files.filter(isCode), '--max-warnings', '0', '--no-warn-ignored', ...eslintCache]),
})
/** @param {readonly string[]} files @returns {Step} */
const typeAwareLint = (files) => ({ name: 'lint with types', run: () => lintWithTypes(files) })
/** @param {readonly string[]} files @returns {Step} */
const format = (files) => ({
  name: 'format',
  run: () => check(tools.prettier, ['--check', '--log-level', 'warn', '--cache', '--ignore-unknown', ...files]),
})
/** @type {Step} */
const typesOfWeb = { name: 'types: web', run: timed('web', () => check(tools.vueTsc, ['-p', 'web'])) }
/** @type {Step[]} */
const typesOfOthers = [
  { name: 'types: test', run: () => check(tools.tsc, ['-p', 'test']) },
  { name: 'types: shared', run: () => check(tools.tsc, ['-p', 'shared']) },
]

/** Finds unused files, exports and dependencies. @type {Step} */
const unused = { name: 'unused', run: () => check(tools.knip, ['--no-progress']) }

/**
 * Lists the server tests that open a database (they import from `testing/`), or those that do not.
 * @param {boolean} usesDatabase
 */
function testsOfServer(usesDatabase) {
  const src = inRoot('server/src')
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => readFileSync(`${src}/${name}`, 'utf8').includes('/testing/') === usesDatabase)
    .map((name) => `server/src/${name}`)
}

/**
 * Lists the tests that run on PGlite in addition to PostgreSQL: all except those of features. PGlite has another driver and a
 * single connection. There `composition/app.test.ts` calls every route of the features, and the browser tests use them; on
 * PostgreSQL, the test kit rejects statements that would block on a single connection.
 */
const testsOfBothDatabases = () => testsOfServer(true).filter((file) => !file.startsWith('server/src/features/'))

/** @param {string[]} tests @returns {Step} */
const architecture = (tests) => ({
  name: 'architecture',
  run: () => vitest('architecture', ['--project', 'test', ...tests]),
})
/** @type {Step} */
const unit = { name: 'unit', run: () => vitest('unit', ['--project', 'shared', '--project', 'web']) }

/**
 * Runs the checks that need neither a database nor a browser. With `--keep` it records that the whole tree passes the rules of
 * format and lint, so that `npm test` checks only recent files again.
 * @param {readonly string[]} [args]
 */
export async function verify(args = []) {
  const status = await runSteps([
    typesOfServer,
    [typesOfWeb, lint(['.']), typeAwareLint(['.']), ...typesOfOthers, format(['.']), unused],
    architecture(['architecture']),
    unit,
    { name: 'unit: server', run: () => vitest('unit-server', ['--project', 'server', ...testsOfServer(false)]) },
  ])
  if (status === 0 && args.includes('--keep')) keepRules()
  return status
}

/**
 * Tests of tables to which a patch adds lines (rules, texts in both languages, every page's first response, links on home and
 * 我的), and of its form.
 */
const testsOfTables = [
  '--project',
  'shared',
  '--project',
  'web',
  'shared/src',
  'web/src/locales',
  'entry-server',
  'hydration',
  'foreign-words',
  'web/src/features/equipment',
  'web/src/features/home',
  'web/src/features/session',
]

/**
 * Runs the checks that a patch can break in a tree that passed all of them: lint and format only of the changed files, and
 * no tests of the rules themselves.
 * @param {readonly string[]} touched
 */
export const verifyPatch = (touched) =>
  runSteps([
    typesOfServer,
    [typesOfWeb, lint(touched), typeAwareLint(touched), format(touched), unused],
    architecture(['architecture/architecture', 'architecture/docs', 'architecture/options']),
    { name: 'tables', run: () => vitest('unit', testsOfTables) },
  ])

/** Runs all tests and checks, except benches and fault runs. */
export async function testEverything() {
  ensureChromium()
  const postgres = await startPostgres()
  const onPostgres = { TEST_DATABASE_URL: postgres.url }
  const onBoth = ['--project', 'server', ...testsOfBothDatabases()]
  try {
    /** @type {Record<string, number | null>} */
    let costs = {}
    const measureCosts = async () => {
      costs = await costsOfThisTree()
      return countAsOne(0)
    }
    const recent = recentFiles()
    const steps = [
      // `unused` runs on the processor that is idle after the build.
      [typesOfServer, { name: 'build', run: async () => countAsOne(await buildEverything()) }, unused],
      {
        name: 'unit, and the server on PostgreSQL',
        run: () => vitest('unit', [...unitProjects, moreWorkers], onPostgres),
      },
      // The first two wait for servers and browsers half of the time. The others, which need only the processor, fill the gaps.
      [
        { name: 'browser', run: () => playwright([], onPostgres) },
        { name: 'the built product', run: () => vitest('built', ['--project', 'built', moreWorkers], onPostgres) },
        { name: 'the server on PGlite', run: () => vitest('embedded', onBoth) },
        lint(recent),
        typeAwareLint(['.']),
        typesOfWeb,
        ...typesOfOthers,
        format(recent),
        { name: 'what it costs', run: measureCosts },
      ],
    ]
    return await runSteps(steps, () => [...compareWithKept({ ...typeChecks, ...costs }), ...leftOut()])
  } finally {
    await postgres.stop()
  }
}

/** Installs promtool, without which the test of the alert rules fails when `EVERY_CASE` is set. */
export const ensurePromtool = () => ensureInstalled(() => hasProgram('promtool'), ['prometheus'])

/**
 * Runs what takes minutes or needs Prometheus, before a release: the drills; every hostile input (`npm test` sends a sixth) and
 * every report without a name (it sends a fifth); and the alert rules (it skips them where there is no promtool).
 */
export async function verifyThoroughly() {
  ensurePromtool()
  const postgres = await startPostgres()
  const onPostgres = { TEST_DATABASE_URL: postgres.url }
  try {
    return await runSteps([
      { name: 'build', run: async () => countAsOne(await buildEverything()) },
      { name: 'drills', run: () => vitest('drills', ['--project', 'drills', oneWorkerEach], onPostgres) },
      {
        name: 'every hostile input and report, and the alerts',
        run: () => vitest('every-case', everyCase, { ...onPostgres, EVERY_CASE: '1' }),
      },
    ])
  } finally {
    await postgres.stop()
  }
}

const everyCase = ['--project', 'server', 'hostile-inputs', 'nothing-stored', 'alert-rules']

/** Tests that wait for a database or for programs: more workers than processors. */
const moreWorkers = `--maxWorkers=${String(availableParallelism() + 1)}`
/** Each drill starts several servers, which answer 503 when they lack CPU time; more workers would not be faster. */
const oneWorkerEach = `--maxWorkers=${String(availableParallelism())}`

const unitProjects = ['shared', 'server', 'web', 'test'].flatMap((name) => ['--project', name])
