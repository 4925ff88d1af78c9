import { fingerprint, isStamped, stamp } from './fingerprint.mjs'
import { inRoot } from './paths.mjs'
import { runNode, runQuietly } from './processes.mjs'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

export const vite = inRoot('server/node_modules/vite/bin/vite.js')

/** Inputs of every package. */
export const common = ['pnpm-lock.yaml', 'tsconfig.base.json', 'shared/src', 'shared/package.json']

/** @typedef {{ name: string, inputs: string[], stampFile: string, make: () => Promise<number>, withTests?: boolean }} Build */

/** Overrides the caller's NODE_ENV: a development build would contain paths of this machine. */
const env = { NODE_ENV: 'production' }

/** @param {string} config */
const viteBuild = (config) =>
  runNode(vite, ['build', '--config', config, '--logLevel', 'warn'], { cwd: inRoot('server'), env })

/** @type {Build} */
export const server = {
  name: 'server',
  inputs: [...common, 'server/src', 'server/package.json', 'server/vite.config.ts', 'server/verifier.vite.config.ts'],
  stampFile: 'server/dist/.build-stamp',
  make: async () => (await viteBuild('vite.config.ts')) || (await viteBuild('verifier.vite.config.ts')),
}

/** @type {Build} */
export const web = {
  name: 'web',
  inputs: [...common, 'server/src/client.ts', 'web'],
  stampFile: 'web/dist/.build-stamp',
  make: () => runQuietly(npm, ['run', '--silent', 'build'], { cwd: inRoot('web'), env }),
}

/**
 * Builds one package, unless none of its inputs changed since the last build.
 * @param {Build} definition
 */
export async function build({ name, inputs, stampFile, make, withTests = false }) {
  const current = fingerprint(
    inputs.map((path) => inRoot(path)),
    [process.version],
    withTests,
  )
  if (isStamped(inRoot(stampFile), current)) return 0
  console.log(`Building ${name} …`)
  const status = await make()
  if (status === 0) stamp(inRoot(stampFile), current)
  else console.error(`Building ${name} failed; the lines above say why.`)
  return status
}

/**
 * Builds in parallel: no package needs the result of another.
 * @param {readonly Build[]} builds
 * @returns {Promise<number>} the first exit status that is not 0, or 0
 */
export async function buildAll(builds) {
  const statuses = await Promise.all(builds.map(build))
  return statuses.find((status) => status !== 0) ?? 0
}
