import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from '../../server/scripts/paths.mjs'
import { run } from '../../server/scripts/processes.mjs'
import { figuresOf } from './figures.mjs'
import { asOne, runSteps } from './steps.mjs'

const NOBODY = 65_534
const isRoot = process.getuid?.() === 0

/** @param {string} folder */
function giveToNobody(folder) {
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    chownSync(join(folder, entry), NOBODY, NOBODY)
  }
  chownSync(folder, NOBODY, NOBODY)
}

/** What is committed, in a folder of its own. @param {string} base @param {string} name */
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
const suite = async (clone, env) => asOne(await run('.ci/run', [], { cwd: clone, ...(env && { env }) }))

/** What npm tells its scripts leads into the home of whoever asked. @returns {NodeJS.ProcessEnv} */
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
  const identity = [`--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups']
  const env = { ...withoutNpm(), HOME: home, TMPDIR: home }
  return asOne(await run('setpriv', [...identity, '.ci/run'], { cwd: clone, env }))
}

/**
 * The whole suite on fresh clones: as whoever asks, twice in a row; as `nobody`; and on Node 24.
 * @param {readonly string[]} args a word of their names picks some: `nobody`
 */
export async function verifyRelease([picked = '']) {
  const base = mkdtempSync(join(tmpdir(), 'desk-release-'))
  if (isRoot) chownSync(base, NOBODY, NOBODY)
  let first = ''
  const firstClone = async () => (first ||= await freshClone(base, 'first'))
  const steps = [
    { name: 'a fresh clone', run: async () => suite(await firstClone()) },
    { name: 'the same clone again', run: async () => suite(await firstClone()) },
    ...(isRoot ? [{ name: 'a fresh clone as nobody', run: () => suiteAsNobody(base) }] : []),
    {
      name: 'a fresh clone on Node 24',
      run: async () => suite(await freshClone(base, 'node-24-clone'), await withNode24(base)),
    },
  ]
  console.log(figuresOf(root))
  const wanted = steps.filter(({ name }) => name.includes(picked))
  try {
    if (wanted.length > 0) return await runSteps(wanted)
    console.error(`No run is called "${picked}". There are: ${steps.map(({ name }) => name).join(', ')}.`)
    return 1
  } finally {
    rmSync(base, { recursive: true, force: true })
  }
}
