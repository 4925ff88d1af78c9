import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from '../../server/scripts/paths.mjs'
import { run } from '../../server/scripts/processes.mjs'
import { verifyThoroughly } from './checks.mjs'
import { figuresOf } from './figures.mjs'
import { runNamed } from './named.mjs'
import { countAsOne, runSteps } from './steps.mjs'

const NOBODY_ID = 65_534
const isRoot = process.getuid?.() === 0

/** @param {string} folder */
function giveToNobody(folder) {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chownSync(join(folder, entry), NOBODY_ID, NOBODY_ID)
  }
  chownSync(folder, NOBODY_ID, NOBODY_ID)
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

/** @param {string} clone @param {NodeJS.ProcessEnv} [env] */
const suite = async (clone, env) => countAsOne(await run('.ci/run', [], { cwd: clone, ...(env && { env }) }))

/** Removes the variables of npm, which contain paths of the caller's home. @returns {NodeJS.ProcessEnv} */
const withoutNpm = () =>
  Object.fromEntries(
    Object.keys(process.env)
      .filter((name) => /^npm_/i.test(name))
      .map((name) => [name, undefined]),
  )

/** @param {string} base */
async function suiteAsNobody(base) {
  const clone = await freshClone(base, 'nobody')
  const home = mkdtempSync(join(base, 'home-'))
  for (const folder of [clone, home]) giveToNobody(folder)
  const identity = [`--reuid=${NOBODY_ID}`, `--regid=${NOBODY_ID}`, '--clear-groups']
  const env = { ...withoutNpm(), HOME: home, TMPDIR: home }
  return countAsOne(await run('setpriv', [...identity, '.ci/run'], { cwd: clone, env }))
}

/** The containers are built and run as root only. */
const rehearsals = ['production', 'archive', ...(isRoot ? ['container'] : [])]
/** @param {string} name */
const rehearse = async (name) => countAsOne(await runNamed('release', [name]))

/**
 * Runs the drills, every case and the rehearsals here, and the whole suite on new clones: twice as the caller, once as `nobody`, and once
 * on Node 24.
 * @param {readonly string[]} args part of a run's name, such as `nobody`, to select runs
 */
export async function verifyRelease([picked = '']) {
  const base = mkdtempSync(join(tmpdir(), 'desk-release-'))
  if (isRoot) chownSync(base, NOBODY_ID, NOBODY_ID)
  let first = ''
  const firstClone = async () => (first ||= await freshClone(base, 'first'))
  const steps = [
    { name: 'drills and every case', run: async () => countAsOne(await verifyThoroughly()) },
    ...rehearsals.map((name) => ({ name: `rehearsal: ${name}`, run: () => rehearse(name) })),
    { name: 'a fresh clone', run: async () => suite(await firstClone()) },
    { name: 'the same clone again', run: async () => suite(await firstClone()) },
    ...(isRoot ? [{ name: 'a fresh clone as nobody', run: () => suiteAsNobody(base) }] : []),
    {
      name: 'a fresh clone on Node 24',
      run: async () => suite(await freshClone(base, 'node-24-clone'), await withNode24(base)),
    },
  ]
  console.log(figuresOf(root))
  const selected = steps.filter(({ name }) => name.includes(picked))
  try {
    if (selected.length > 0) return await runSteps(selected)
    console.error(`No run is named "${picked}". The runs are: ${steps.map(({ name }) => name).join(', ')}.`)
    return 1
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}
