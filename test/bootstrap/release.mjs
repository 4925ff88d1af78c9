import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { inRoot, root } from '../../server/scripts/paths.mjs'
import { run } from '../../server/scripts/processes.mjs'
import { ensurePromtool, verifyThoroughly } from './checks.mjs'
import { figuresOf } from './figures.mjs'
import { runNamed } from './named.mjs'
import { countAsOne, runSteps } from './steps.mjs'
import { NOBODY_ID } from '../lib/nobody.mjs'

const isRoot = process.getuid?.() === 0

/** Makes a user the owner of folders and of everything in them. @param {number} id @param {readonly string[]} folders */
async function giveTo(id, folders) {
  const status = await run('chown', ['-hR', `${id}:${id}`, ...folders])
  if (status !== 0) throw new Error(`chown to ${id} failed`)
}

/** Clones the committed state into a new folder. @param {string} base @param {string} name */
async function freshClone(base, name) {
  const clone = join(base, name)
  if ((await run('git', ['clone', '--quiet', root, clone])) !== 0) throw new Error('git could not clone the repository')
  return clone
}

/** @param {string} base @returns {Promise<NodeJS.ProcessEnv>} */
async function withNode24(base) {
  const folder = join(base, 'node-24')
  const status = await run('npm', ['install', '--no-save', '--prefix', folder, 'node@24'])
  if (status !== 0) throw new Error('Node 24 could not be installed from npm')
  return { PATH: `${join(folder, 'node_modules/.bin')}${delimiter}${process.env['PATH']}` }
}

/** Removes the variables of npm, which contain paths of the caller's home. @returns {NodeJS.ProcessEnv} */
const withoutNpm = () =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^npm_/i.test(name))
      .map((name) => [name, undefined]),
  )

/** Runs the whole suite in a clone, as `nobody` where the caller may. @param {string} base @param {string} clone */
async function runSuite(base, clone) {
  if (!isRoot) return countAsOne(await run('.ci/run', [], { cwd: clone }))
  const home = mkdtempSync(join(base, 'home-'))
  await giveTo(NOBODY_ID, [clone, home])
  const identity = [`--reuid=${NOBODY_ID}`, `--regid=${NOBODY_ID}`, '--clear-groups']
  const env = { ...withoutNpm(), HOME: home, TMPDIR: home }
  return countAsOne(await run('setpriv', [...identity, '.ci/run'], { cwd: clone, env }))
}

/**
 * Runs the whole suite in the same clone, as the caller, on Node 24, with all cases; `npm test` runs a sample of them.
 * @param {string} base @param {string} clone
 */
async function runSuiteOnNode24(base, clone) {
  if (isRoot) await giveTo(0, [clone])
  ensurePromtool()
  return countAsOne(await run('.ci/run', [], { cwd: clone, env: { ...(await withNode24(base)), EVERY_CASE: '1' } }))
}

/** The file in which the drill of unnamed reports records how it read the database: by `pg_dump`, or row by row. */
const dumpMethodFile = inRoot('test/test-results/dumped-by')
/** Reports when the drills read rows instead of a dump, which takes a `pg_dump` that is not older than the server. */
const dumpNotes = () =>
  existsSync(dumpMethodFile) && readFileSync(dumpMethodFile, 'utf8') !== 'pg_dump'
    ? ['The drills read and copied rows instead of a dump: install a pg_dump that is not older than the server.']
    : []

/** The rehearsals; the one with containers needs root. */
const rehearsals = ['production', 'archive', ...(isRoot ? ['container'] : [])]
/** @param {string} name */
const rehearse = async (name) => countAsOne(await runNamed('release', [name]))

/**
 * Runs the drills, every hostile input and report, the alerts and the rehearsals here, and the whole suite twice in a new clone:
 * first as `nobody`, then as the caller with every case on Node 24. The suite as root on Node 20, with a sample of the cases,
 * runs at every change instead.
 * @param {readonly string[]} args part of a run's name, such as `nobody`, to select runs
 */
export async function verifyRelease([picked = '']) {
  const base = mkdtempSync(join(tmpdir(), 'desk-release-'))
  if (isRoot) chownSync(base, NOBODY_ID, NOBODY_ID)
  let clonePath = ''
  const clone = async () => (clonePath ||= await freshClone(base, 'clone'))
  const steps = [
    {
      name: 'drills, hostile inputs, unnamed reports and alerts',
      run: async () => countAsOne(await verifyThoroughly()),
    },
    ...rehearsals.map((name) => ({ name: `rehearsal: ${name}`, run: () => rehearse(name) })),
    { name: `a fresh clone${isRoot ? ' as nobody' : ''}`, run: async () => runSuite(base, await clone()) },
    { name: 'the same clone again, every case, on Node 24', run: async () => runSuiteOnNode24(base, await clone()) },
  ]
  console.log(figuresOf(root))
  const selected = steps.filter(({ name }) => name.includes(picked))
  try {
    rmSync(dumpMethodFile, { force: true })
    if (selected.length > 0) return await runSteps(selected, dumpNotes)
    console.error(`No run is named "${picked}". The runs are: ${steps.map(({ name }) => name).join(', ')}.`)
    return 1
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}
