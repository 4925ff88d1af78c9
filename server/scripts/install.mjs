import { existsSync, readFileSync } from 'node:fs'
import { fingerprint, isStamped, stamp } from './fingerprint.mjs'
import { inRoot, root } from './paths.mjs'
import { run } from './processes.mjs'

const stampFile = inRoot('node_modules/.install-stamp')
const inputs = ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json']
// A production checkout has no `test`.
const packages = ['shared', 'server', 'web', 'test'].filter((name) => existsSync(inRoot(name)))

export const npx = process.platform === 'win32' ? 'npx.cmd' : 'npx'

/** Returns the arguments with which npx runs the pinned pnpm. */
export const pinnedPnpm = () => {
  const { config } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'))
  return ['--yes', '--prefer-offline', `pnpm@${config.pnpm}`]
}

/** Installs with the pinned pnpm, when the inputs of the installation changed since the last one. */
export async function installIfNeeded() {
  const files = [...inputs, ...packages.map((name) => `${name}/package.json`)].map((file) => inRoot(file))
  const wanted = fingerprint(files, [process.version, process.platform, process.arch])
  if (isStamped(stampFile, wanted)) return 0
  console.log('Installing dependencies …')
  // CI: pnpm must not prompt when it has to replace node_modules.
  const status = await run(npx, [...pinnedPnpm(), 'install', '--frozen-lockfile'], { cwd: root, env: { CI: 'true' } })
  if (status === 0) stamp(stampFile, wanted)
  else console.error('Installing the dependencies failed; the lines above say why.')
  return status
}
