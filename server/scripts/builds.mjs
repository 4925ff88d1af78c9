import { fingerprint, isStamped, stamp } from './fingerprint.mjs'
import { inRoot } from './paths.mjs'
import { runNode, runQuietly } from './processes.mjs'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'

export const vite = inRoot('server/node_modules/vite/bin/vite.js')

/** What every package is made of. */
export const common = ['pnpm-lock.yaml', 'tsconfig.base.json', 'shared/src', 'shared/package.json']

/** @typedef {{ name: string, inputs: string[], stampFile: string, make: () => Promise<number>, withTests?: boolean }} Build */

/** @type {Build} */
export const server = {
  name: 'server',
  inputs: [...common, 'server/src', 'server/package.json', 'server/vite.config.ts'],
  stampFile: 'server/dist/.build-stamp',
  make: () => runNode(vite, ['build', '--logLevel', 'warn'], { cwd: inRoot('server') }),
}

/** @type {Build} */
export const web = {
  name: 'web',
  inputs: [...common, 'server/src/client.ts', 'web'],
  stampFile: 'web/dist/.build-stamp',
  make: () => runQuietly(npm, ['run', '--silent', 'build'], { cwd: inRoot('web') }),
}

/**
 * Builds one package, unless nothing it is made of changed since the last time.
 * @param {Build} wanted
 */
export async function build({ name, inputs, stampFile, make, withTests = false }) {
  const wanted = fingerprint(
    inputs.map((path) => inRoot(path)),
    [process.version],
    withTests,
  )
  if (isStamped(inRoot(stampFile), wanted)) return 0
  console.log(`Building ${name} …`)
  const status = await make()
  if (status === 0) stamp(inRoot(stampFile), wanted)
  else console.error(`Building ${name} failed; the lines above say why.`)
  return status
}

/**
 * Side by side: none of them needs another's result.
 * @param {readonly Build[]} builds
 * @returns {Promise<number>} a status that is not 0, if there is one
 */
export async function buildAll(builds) {
  const statuses = await Promise.all(builds.map(build))
  return statuses.find((status) => status !== 0) ?? 0
}
