import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { build, server, web } from '../../../server/scripts/builds.mjs'
import { programs } from '../../../server/scripts/commands.mjs'
import { npx, pinnedPnpm } from '../../../server/scripts/install.mjs'
import { inRoot } from '../../../server/scripts/paths.mjs'
import { runNode, runQuietly } from '../../../server/scripts/processes.mjs'
import { makeSbom } from '../sbom.mjs'
import { listServerPackages } from '../supply-chain.mjs'

/** Files and folders that are copied unchanged. */
const copied = ['CHANGELOG.md', 'LICENSE', 'deploy', 'docs', 'server/dist', 'server/drizzle', 'web/dist']
/** Source maps, build stamps, a developer's own screenshots, and recipes, which need the sources. */
const notCopied = /\.map$|\.build-stamp$|docs\/screens\/all$|docs\/recipes\/new-/
const manifests = [
  'package.json',
  'pnpm-lock.yaml',
  'pnpm-workspace.yaml',
  'server/package.json',
  'shared/package.json',
]
const readJson = (/** @type {string} */ path) => JSON.parse(readFileSync(inRoot(path), 'utf8'))

/**
 * Builds the product and puts what is delivered into a new folder: what an installation needs, docs and the simulated WeCom.
 * Returns the exit status.
 * @param {readonly string[]} args the folder, and the commit that is built, if it is known
 */
export async function stage([folder, commit]) {
  if (folder === undefined || existsSync(folder)) {
    console.error('Usage: node test/bootstrap/run.mjs stage NEW-FOLDER [COMMIT]')
    return 1
  }
  const status = (await build(server)) || (await build(web)) || (await buildSimulatorInto(join(folder, 'simulator')))
  if (status !== 0) return status
  for (const path of copied)
    cpSync(inRoot(path), join(folder, path), { recursive: true, filter: (from) => !notCopied.test(from) })
  writeFileSync(join(folder, 'README.md'), readmeOf(readFileSync(inRoot('docs/README.md'), 'utf8')))
  const installed = await installPackages(folder)
  if (installed !== 0) return installed
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifestOf(commit), null, 2)}\n`)
  // The same settings as in the repository, without npm logs: npm's home may be the data folder.
  writeFileSync(join(folder, '.npmrc'), `${readFileSync(inRoot('.npmrc'), 'utf8')}logs-max=0\n`)
  writeFileSync(join(folder, 'sbom.cdx.json'), `${await makeSbom(await packagesIn(folder))}\n`)
  return 0
}

/** Builds the simulated WeCom into one file, which needs no packages. @param {string} folder */
async function buildSimulatorInto(folder) {
  const vite = inRoot('test/node_modules/vite/bin/vite.js')
  const args = ['build', '--config', 'simulator.vite.config.ts', '--outDir', join(folder, 'dist'), '--logLevel', 'warn']
  const status = await runNode(vite, args, { cwd: inRoot('test') })
  cpSync(inRoot('test/wecom-simulator/page'), join(folder, 'wecom-simulator/page'), { recursive: true })
  return status
}

/**
 * Installs the runtime packages of the server as the lock file names them.
 * @param {string} folder
 */
async function installPackages(folder) {
  for (const file of manifests) {
    mkdirSync(join(folder, file, '..'), { recursive: true })
    cpSync(inRoot(file), join(folder, file))
  }
  const args = [
    'install',
    '--frozen-lockfile',
    '--prefer-offline',
    '--ignore-scripts',
    '--prod',
    '--filter',
    '@desk/server',
  ]
  const status = await runQuietly(npx, [...pinnedPnpm(), ...args], { cwd: folder, env: { CI: 'true' } })
  for (const file of [...manifests, 'shared', 'server/node_modules/@desk'])
    rmSync(join(folder, file), { recursive: true })
  const store = join(folder, 'node_modules/.pnpm')
  for (const name of readdirSync(store))
    if (/^(@types\+|undici-types@|node_modules$|lock\.yaml$)/.test(name)) rmSync(join(store, name), { recursive: true })
  for (const name of ['.modules.yaml', '.pnpm-workspace-state-v1.json']) rmSync(join(folder, 'node_modules', name))
  removeDevelopment(join(folder, 'node_modules'))
  removeDevelopment(join(folder, 'server/node_modules'))
  removeUnlinked(folder)
  return status
}

/** Removes packages that nothing needs on the platforms of this archive. @param {string} folder */
function removeUnlinked(folder) {
  const store = join(folder, 'node_modules/.pnpm')
  const entries = ['node_modules', 'server/node_modules'].flatMap((path) =>
    readdirSync(join(folder, path), { withFileTypes: true, recursive: true }),
  )
  const linked = new Set(
    entries
      .filter((entry) => entry.isSymbolicLink())
      .map((entry) => relative(realpathSync(store), realpathSync(join(entry.parentPath, entry.name))).split('/')[0]),
  )
  for (const name of readdirSync(store)) if (!linked.has(name)) rmSync(join(store, name), { recursive: true })
}

const development = /^(\.bin|test)$|\.(map|d\.[cm]?ts)$/

/** Removes tests of packages, type declarations, source maps, and links to what was removed. @param {string} folder */
function removeDevelopment(folder) {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const entry = lstatSync(path)
    if (development.test(name) || (entry.isSymbolicLink() && !existsSync(path))) rmSync(path, { recursive: true })
    else if (entry.isDirectory()) removeDevelopment(path)
  }
}

/** Lists the packages of an installation, including those for other platforms than this one. @param {string} folder */
async function packagesIn(folder) {
  const store = join(folder, 'node_modules/.pnpm')
  const licenses = new Map((await listServerPackages()).map(({ name, license }) => [name, license]))
  return readdirSync(store).map((entry) => {
    const path = join(store, entry, 'node_modules', packageName(entry))
    const { name, version, license } = JSON.parse(readFileSync(join(path, 'package.json'), 'utf8'))
    return { name, version, license: licenses.get(name) ?? license, path }
  })
}

/** Returns the name of a package in pnpm's store: `@img/colour` for `@img+colour@1.1.0_…`. @param {string} entry */
const packageName = (entry) => entry.slice(0, entry.indexOf('@', 1)).replace('+', '/')

/**
 * Returns the overview of `docs` with links from one folder above: the README of the repository is about the sources.
 * @param {string} text
 */
const readmeOf = (text) => text.replaceAll('](', '](docs/')

/** Returns the package.json of an installation, whose commands start the built programs. @param {string} [commit] */
function manifestOf(commit) {
  const { name, version, license, type, engines } = readJson('package.json')
  const scripts = Object.fromEntries(
    Object.entries(programs).map(([command, program]) => [command, `node server/dist/${program}.js`]),
  )
  const simulator = 'node simulator/dist/simulator.js'
  return {
    name,
    version,
    private: true,
    license,
    type,
    engines,
    ...(commit !== undefined && { gitHead: commit }),
    scripts: { ...scripts, simulator },
  }
}
