import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildEarlierRelease } from '../lib/earlier-release.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { createReport } from './report.ts'

// Checks that two builds of the commit have the same bytes, and that the archive is installed and upgraded to without a network.
const report = createReport('archive')
const base = mkdtempSync(join(tmpdir(), 'desk-archive-rehearsal-'))
chmodSync(base, 0o755)

const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: pathInRepository('.'), encoding: 'utf8' }).trim()

function makeRelease(folder: string): string {
  const args = [pathInRepository('test/bootstrap/run.mjs'), 'release', folder, commit]
  execFileSync(process.execPath, args, { stdio: 'inherit' })
  return readFileSync(join(folder, 'SHA256SUMS'), 'utf8')
}

/** Runs a program of `test/dist` that can reach only this machine, if the kernel allows it; returns its exit status. */
function runOffline(program: string, options: object): number | null {
  const file = pathInRepository(`test/dist/${program}.js`)
  const command = [process.execPath, file, JSON.stringify(options)]
  const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user']
  const inOwnNetwork = ['unshare', '--net', ...asRoot, '--', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh']
  const canUnshare = spawnSync('unshare', ['--net', ...asRoot, 'true']).status === 0
  report.expect('the kernel can cut a program off from the network', canUnshare)
  const offlineVariables = {
    HTTP_PROXY: 'http://127.0.0.1:9',
    HTTPS_PROXY: 'http://127.0.0.1:9',
    npm_config_offline: 'true',
  }
  const [first = '', ...args] = [...(canUnshare ? inOwnNetwork : []), ...command]
  return spawnSync(first, args, { stdio: 'inherit', env: { ...process.env, ...offlineVariables } }).status
}

const release = buildEarlierRelease()
await report.run(async () => {
  const [first, second] = [join(base, 'first'), join(base, 'second')]
  const sums = makeRelease(first)
  report.expect('two builds of one commit have the same bytes', makeRelease(second) === sums, sums.split(' ')[0])
  execFileSync('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: first })

  const archive = /\S+\.tar\.gz/.exec(sums)?.[0] ?? ''
  mkdirSync(join(base, 'opt'))
  execFileSync('tar', ['-xzf', join(first, archive), '-C', join(base, 'opt')])
  const folder = join(base, 'opt', archive.replace('.tar.gz', ''))
  const status = runOffline('release-offline', { folder, earlier: release.root, work: join(base, 'work') })
  report.expect('the archive is installed and upgraded to without a network', status === 0)
})
release.remove()
rmSync(base, { recursive: true, force: true })
process.exit(report.finish())
