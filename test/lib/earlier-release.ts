import { execFileSync } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathInRepository } from './repository-paths.ts'

export type EarlierRelease = { commit: string; root: string; remove(): void }

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: pathInRepository('.'), encoding: 'utf8', maxBuffer: 512 * 1024 * 1024 }).trim()

/** The newest commit of a release that is not what is checked out. */
function findRelease(): string {
  const releases = git('log', '--grep=^chore: release', '--format=%H').split('\n')
  const found = releases.find((commit) => commit !== '' && commit !== git('rev-parse', 'HEAD'))
  if (found === undefined) throw new Error('There is no release before this one; is the history here?')
  return found
}

/** Its source, built with the packages of today, in a folder of its own. */
export function buildEarlierRelease(): EarlierRelease {
  const commit = findRelease()
  const root = mkdtempSync(join(tmpdir(), 'desk-release-'))
  const archive = join(root, 'source.tar')
  git('archive', `--output=${archive}`, commit)
  execFileSync('tar', ['-xf', archive, '-C', root])
  symlinkSync(pathInRepository('node_modules'), join(root, 'node_modules'))
  const packages = ['shared', 'server', 'web', 'test']
  // Links that lead into the folder beside them: ours, of the release.
  for (const name of packages)
    cpSync(pathInRepository(`${name}/node_modules`), join(root, name, 'node_modules'), {
      recursive: true,
      verbatimSymlinks: true,
    })
  const vite = (name: string, ...args: string[]) =>
    execFileSync(process.execPath, ['node_modules/vite/bin/vite.js', 'build', '--logLevel', 'error', ...args], {
      cwd: join(root, name),
      stdio: ['ignore', 'ignore', 'inherit'],
    })
  vite('server')
  vite('web')
  vite('web', '--ssr', 'src/entry-server.ts')
  vite('test')
  return { commit, root, remove: () => rmSync(root, { recursive: true, force: true }) }
}
