import { rmSync } from 'node:fs'
import { fingerprint, isStamped, stamp } from './fingerprint.mjs'
import { inRoot, tools } from './paths.mjs'
import { runNode, runQuietly } from './processes.mjs'

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm'
const common = ['pnpm-lock.yaml', 'tsconfig.base.json', 'shared/src', 'shared/package.json']

/** @typedef {{ inputs: string[], stampFile: string, make: () => Promise<number>, withTests?: boolean }} Build */

const builds = {
  types: {
    inputs: [...common, 'server/src', 'server/package.json', 'server/tsconfig.json', 'server/tsconfig.types.json'],
    stampFile: 'server/dist-types/.build-stamp',
    // It is a check, too.
    withTests: true,
    make() {
      // What a file that is gone declared would go on to be read.
      rmSync(inRoot('server/dist-types'), { recursive: true, force: true })
      return runNode(tools.tsc, ['-p', 'tsconfig.types.json'], { cwd: inRoot('server') })
    },
  },
  server: {
    inputs: [...common, 'server/src', 'server/package.json', 'server/vite.config.ts'],
    stampFile: 'server/dist/.build-stamp',
    make: () => runNode(tools.vite, ['build', '--logLevel', 'warn'], { cwd: inRoot('server') }),
  },
  web: {
    inputs: [...common, 'server/src/client.ts', 'web'],
    stampFile: 'web/dist/.build-stamp',
    make: () => runQuietly(npm, ['run', '--silent', 'build'], { cwd: inRoot('web') }),
  },
  test: {
    inputs: [...common, 'server/src', 'test'],
    stampFile: 'test/dist/.build-stamp',
    make: () => runNode(tools.vite, ['build', '--logLevel', 'warn'], { cwd: inRoot('test') }),
  },
}

/** @typedef {keyof typeof builds} BuildName */

/**
 * Builds one package, unless nothing it is made of changed since the last time.
 * @param {BuildName} name
 */
export async function build(name) {
  const { inputs, stampFile, make, withTests = false } = /** @type {Build} */ (builds[name])
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
 * Side by side: none of them needs another's result, only `types` comes before whoever is checked against it.
 * @param {readonly BuildName[]} names
 * @returns {Promise<number>} a status that is not 0, if there is one
 */
export async function buildAll(names) {
  const statuses = await Promise.all(names.map(build))
  return statuses.find((status) => status !== 0) ?? 0
}
