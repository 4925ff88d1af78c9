import { readdirSync, readFileSync } from 'node:fs'
import { startPostgres } from '../lib/postgres.mjs'
import { build, buildAll } from './builds.mjs'
import { ensureChromium } from './chromium.mjs'
import { inRoot, tools } from './paths.mjs'
import { check, playwright, vitest } from './runners.mjs'
import { asOne, runSteps } from './steps.mjs'

/** @typedef {import('./steps.mjs').Step} Step */

/** Checks the server, and writes down its types: the others read these, and do not check it again. @type {Step} */
const typesOfServer = { name: 'types: server', run: async () => asOne(await build('types')) }

const eslintCache = ['--cache', '--cache-location', 'node_modules/.cache/eslint/']

/** No test, and each on its own. @param {readonly string[]} files that are linted @returns {Step[]} */
const readings = (files) => [
  { name: 'lint', run: () => check(tools.eslint, [...files, '--max-warnings', '0', ...eslintCache]) },
  { name: 'types: web', run: () => check(tools.vueTsc, ['-p', 'web']) },
  { name: 'types: test', run: () => check(tools.tsc, ['-p', 'test']) },
  { name: 'format', run: () => check(tools.prettier, ['--check', '--log-level', 'warn', '--cache', '.']) },
  { name: 'types: shared', run: () => check(tools.tsc, ['-p', 'shared']) },
]

/** Server tests that open no database: those that touch neither the kit nor the shared test database. */
function unitTestsOfServer() {
  const src = inRoot('server/src')
  return readdirSync(src, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .filter((name) => !readFileSync(`${src}/${name}`, 'utf8').includes('/testing/'))
    .map((name) => `server/src/${name}`)
}

/** Seconds, no database, no browser: for the time between two edits. @param {readonly string[]} [files] that are linted */
export function verify(files = []) {
  return runSteps([
    typesOfServer,
    readings(files.length > 0 ? files : ['.']),
    { name: 'architecture', run: () => vitest('architecture', ['--project', 'test', 'architecture']) },
    { name: 'unit', run: () => vitest('unit', ['--project', 'shared', '--project', 'web']) },
    { name: 'unit: server', run: () => vitest('unit-server', ['--project', 'server', ...unitTestsOfServer()]) },
  ])
}

/** Everything but load. */
export async function testEverything() {
  await ensureChromium()
  const postgres = await startPostgres()
  const onPostgres = { TEST_DATABASE_URL: postgres.url }
  try {
    return await runSteps([
      typesOfServer,
      { name: 'build', run: async () => asOne(await buildAll(['server', 'web', 'test'])) },
      { name: 'unit, and the server on PGlite', run: () => vitest('embedded', unitProjects) },
      { name: 'the server on PostgreSQL', run: () => vitest('postgres', ['--project', 'server'], onPostgres) },
      { name: 'the built product', run: () => vitest('built', ['--project', 'built'], onPostgres) },
      // A browser waits for much that it does not compute: what only reads takes the processor meanwhile.
      [{ name: 'browser', run: () => playwright([], onPostgres) }, ...readings(['.'])],
    ])
  } finally {
    await postgres.stop()
  }
}

const unitProjects = ['shared', 'server', 'web', 'test'].flatMap((name) => ['--project', name])
