import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathInRepository } from './repository-paths.ts'
import type { SchemaSnapshot } from './schema-differences.ts'

export type EarlierRelease = { commit: string; root: string; remove(): void }

const git = (...args: string[]) =>
  execFileSync('git', args, {
    cwd: pathInRepository('.'),
    encoding: 'utf8',
    maxBuffer: 512 * 1024 * 1024,
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

type Release = { commit: string; version: string }

/** Returns the releases in the history of the checked-out commit, newest first, without that commit. */
function listReleases(): Release[] {
  try {
    git('rev-parse', '--git-dir')
  } catch {
    throw new Error('The earlier release is read from the history, but this is not a git clone.')
  }
  const head = git('rev-parse', 'HEAD')
  return git('log', '--grep=^chore: release', '--format=%H %s')
    .split('\n')
    .map((line) => ({ commit: line.split(' ')[0] ?? '', version: line.slice(line.lastIndexOf(' ') + 1) }))
    .filter(({ commit }) => commit !== '' && commit !== head)
}

/** Returns the commit of this version's release, or of the newest one for ''. @throws Error when it is not in the history */
function findRelease(version: string): string {
  const release = listReleases().find((one) => version === '' || one.version === version)
  if (release !== undefined) return release.commit
  if (git('rev-parse', '--is-shallow-repository') === 'true')
    throw new Error('The earlier release is not in this shallow clone: git fetch --unshallow')
  throw new Error(`There is no earlier release${version && ` ${version}`} in the history of this clone.`)
}

/** Returns this version and the later ones that are in the history, oldest first. @throws Error when this one is not */
export function releasesSince(version: string): string[] {
  const versions = listReleases().map((release) => release.version)
  if (!versions.includes(version))
    throw new Error(`There is no earlier release ${version} in the history of this clone.`)
  return versions.slice(0, versions.indexOf(version) + 1).reverse()
}

const earlierVersion = () => process.env['EARLIER_RELEASE'] ?? ''

/** Returns the schema of EARLIER_RELEASE or else of the newest release. */
export function readEarlierSchema(): SchemaSnapshot {
  const commit = findRelease(earlierVersion())
  const files = git('ls-tree', '--name-only', commit, 'server/drizzle/meta/').split('\n')
  const newest = files.filter((file) => file.endsWith('_snapshot.json')).at(-1)
  return JSON.parse(git('show', `${commit}:${newest ?? ''}`)) as SchemaSnapshot
}

/** Checks out the source of a version, by default of EARLIER_RELEASE or else of the newest, with the packages installed here. */
export const checkOutEarlierRelease = (version = earlierVersion()): EarlierRelease =>
  checkOutCommit(findRelease(version))

/** Checks out the source of a commit into a new folder, with the packages that are installed here. */
export function checkOutCommit(commit: string): EarlierRelease {
  const root = mkdtempSync(join(tmpdir(), 'desk-release-'))
  const archive = join(root, 'source.tar')
  git('archive', `--output=${archive}`, commit)
  execFileSync('tar', ['-xf', archive, '-C', root])
  symlinkSync(pathInRepository('node_modules'), join(root, 'node_modules'))
  // Relative links between the packages: they lead to the packages of the release.
  for (const name of ['shared', 'server', 'web', 'test'])
    cpSync(pathInRepository(`${name}/node_modules`), join(root, name, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    })
  return { commit, root, remove: () => rmSync(root, { recursive: true, force: true }) }
}

/** Checks out and builds the earlier release. */
export function buildEarlierRelease(): EarlierRelease {
  const release = checkOutEarlierRelease()
  try {
    buildPackages(release.root)
  } catch (error) {
    release.remove()
    throw error
  }
  return release
}

function buildPackages(root: string): void {
  const vite = (name: string, ...args: string[]) =>
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', ...args], {
      cwd: join(root, name),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  vite('server')
  vite('web')
  vite('web', '--ssr', 'src/entry-server.ts')
  vite('test')
}
