import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, cpSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensureInstalled, hasProgram } from '../lib/debian-packages.mjs'
import { pathInRepository } from '../lib/repository-paths.ts'

const PROGRAMS = ['podman', 'buildah', 'podman-compose', 'mmdebstrap', 'runc', 'nft']
const PACKAGES = ['podman', 'buildah', 'podman-compose', 'mmdebstrap', 'runc', 'nftables', 'netavark', 'aardvark-dns']

/** Returns why containers cannot be run here, or null. Installs the packages that they need. */
export function findContainerProblem(): string | null {
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) return 'this rehearsal needs Debian, and root'
  const isThere = ensureInstalled(() => PROGRAMS.every(hasProgram), PACKAGES)
  return isThere ? null : `missing: ${PROGRAMS.filter((name) => !hasProgram(name)).join(', ')}`
}

/**
 * Returns functions that run podman with settings for this machine: the limits of this process, since it may not raise them;
 * runc, which accepts both versions of cgroups; builds in a chroot, for kernels that forbid better isolation.
 * @param work a folder for the settings and the build contexts
 */
export function createPodman(work: string) {
  const limitOf = (name: string) => execFileSync('bash', ['-c', `ulimit -H${name}`], { encoding: 'utf8' }).trim()
  const ulimits = [`nofile=${limitOf('n')}:${limitOf('n')}`, `nproc=${limitOf('u')}:${limitOf('u')}`]
  const settings = join(work, 'containers.conf')
  const engine = `[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n`
  writeFileSync(settings, `${engine}[containers]\ndefault_ulimits = ${JSON.stringify(ulimits)}\n`)
  const env = {
    ...process.env,
    CONTAINERS_CONF_OVERRIDE: settings,
    BUILDAH_ISOLATION: 'chroot',
    PODMAN_IGNORE_CGROUPSV1_WARNING: '1',
  }
  const run = (command: string, args: readonly string[], cwd = work) => {
    const { status, stdout, stderr } = spawnSync(command, args, { cwd, env, encoding: 'utf8', maxBuffer: 1e8 })
    return { status, output: `${stdout}${stderr}`.trim(), stdout: stdout.trim() }
  }
  const podman = (...args: string[]) => {
    const result = run('podman', args)
    if (result.status !== 0) throw new Error(`podman ${args.join(' ')}: ${result.output}`)
    return result.stdout
  }
  return { run, podman }
}

export type Podman = ReturnType<typeof createPodman>

const imageExists = ({ run }: Podman, image: string) => run('podman', ['image', 'exists', image]).status === 0

/** Builds the images that stand in for the official ones, which need a registry. They are kept for later runs. */
export function buildStandIns(podman: Podman, work: string): void {
  const folder = join(work, 'stand-ins')
  cpSync(pathInRepository('test/release/container'), folder, { recursive: true })
  if (!imageExists(podman, 'localhost/desk-rehearsal-node')) {
    const packages = '--include=ca-certificates,libstdc++6'
    execFileSync('mmdebstrap', ['--quiet', '--variant=minbase', packages, 'trixie', join(folder, 'base.tar')])
    copyFileSync(process.execPath, join(folder, 'node'))
    const npm = execFileSync('npm', ['root', '--global'], { encoding: 'utf8' }).trim()
    cpSync(join(npm, 'npm'), join(folder, 'npm'), { recursive: true })
    copyFileSync('/etc/ssl/certs/ca-certificates.crt', join(folder, 'certificates.pem'))
  }
  for (const name of ['node', 'postgres', 'nginx']) {
    const image = `localhost/desk-rehearsal-${name}`
    if (!imageExists(podman, image))
      podman.podman('build', '-q', '-f', join(folder, `${name}.Containerfile`), '-t', image, folder)
  }
}

/** Builds the image of the Dockerfile with the packages that this machine has already downloaded; returns its id. */
export function buildProduct({ run, podman }: Podman, image: string): string {
  const { config } = JSON.parse(readFileSync(pathInRepository('package.json'), 'utf8')) as { config: { pnpm: string } }
  const npx = ['--yes', '--prefer-offline', `pnpm@${config.pnpm}`, 'store', 'path']
  const store = run('npx', npx, pathInRepository('.')).stdout
  const npmCache = run('npm', ['config', 'get', 'cache']).stdout
  const mounts = [
    ['--volume', `${dirname(store)}:/root/.local/share/pnpm/store`],
    ['--volume', `${npmCache}:/root/.npm`],
  ]
  const base = ['--build-arg', 'NODE_IMAGE=localhost/desk-rehearsal-node', '--network', 'host', '--pull=never']
  // The other format, podman's own, has no health check.
  return podman('build', '-q', '--format', 'docker', ...base, ...mounts.flat(), '-t', image, pathInRepository('.'))
}
