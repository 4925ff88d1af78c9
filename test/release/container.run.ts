import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../lib/free-port.mjs'
import { navigation } from '../lib/navigation.ts'
import { pathInRepository } from '../lib/repository-paths.ts'
import { until } from '../lib/wait-until.ts'
import { buildProduct, buildStandIns, createPodman, findContainerProblem } from './container-images.ts'
import { createHttpClient } from './http-client.ts'
import { makeCertificates } from './proxy.ts'
import { createReport } from './report.ts'
import { environmentText } from './systemd-unit.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'

// Builds the Dockerfile and runs compose.yaml with podman. The images of Node, PostgreSQL and nginx are stand-ins, made of
// Debian's packages.
const report = createReport('container')
const IMAGE = 'localhost/wecom-desk'
const work = mkdtempSync(join(tmpdir(), 'desk-container-'))
chmodSync(work, 0o755)

const problem = findContainerProblem()
report.expect('containers can be run here', problem === null, problem ?? '')
if (problem !== null) process.exit(report.finish())
const podman = createPodman(work)
const [http, https] = [await freePort(), await freePort()]
const publicUrl = `https://localhost:${String(https)}`
const folder = join(work, 'wecom-desk')
/** The compose project, which keeps these containers and volumes apart from those of an installation on this machine. */
const project = 'desk-rehearsal'

/** Writes the folder of an installation, with the values of this machine; returns its certificate authority. */
function prepareInstallation(): string {
  mkdirSync(folder)
  cpSync(pathInRepository('deploy'), join(folder, 'deploy'), { recursive: true })
  const services = readFileSync(pathInRepository('compose.yaml'), 'utf8')
  writeFileSync(join(folder, 'compose.yaml'), services.replaceAll(/^ {4}depends_on:.*\n(?: {6}.*\n)*/gm, ''))
  const { caFile } = makeCertificates(join(folder, 'certificates'))
  writeFileSync(
    join(folder, 'wecom-desk.env'),
    environmentText({
      PUBLIC_URL: publicUrl,
      SESSION_SECRET: 'rehearsal-only-session-secret-of-48-chars-rehear',
      WECOM_CORP_ID: simulatorDefaults.corpId,
      WECOM_AGENT_ID: String(simulatorDefaults.agentId),
      WECOM_AGENT_SECRET: simulatorDefaults.agentSecret,
      WECOM_API_BASE: 'http://127.0.0.1:9',
    }),
  )
  const settings = {
    DESK_HOST: 'localhost',
    DESK_OWNER_PASSWORD: 'owner-of-the-rehearsal',
    DESK_APP_PASSWORD: 'app-of-the-rehearsal',
    DESK_HTTP_PORT: String(http),
    DESK_HTTPS_PORT: String(https),
    DESK_IMAGE: IMAGE,
    POSTGRES_IMAGE: 'localhost/desk-rehearsal-postgres',
    NGINX_IMAGE: 'localhost/desk-rehearsal-nginx',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`)
  writeFileSync(join(folder, '.env'), lines.join(''))
  return readFileSync(caFile, 'utf8')
}

type Container = { Names: string[]; State: string; ExitCode: number }
const containers = () => JSON.parse(podman.podman('ps', '--all', '--format', 'json')) as Container[]
const containerOf = (service: string) => containers().find(({ Names }) => Names.some((name) => name.includes(service)))
const nameOf = (service: string) => containerOf(service)?.Names[0] ?? service
const compose = (...args: string[]) => podman.run('podman-compose', ['--project-name', project, ...args], folder)
const volumes = ['data', 'database'].map((name) => `${project}_${name}`)
/** Removes the containers and volumes of a rehearsal. podman-compose's `down --volumes` leaves the volume of the data. */
function removeContainers(): void {
  podman.run('podman', ['rm', '--force', '--volumes', 'desk-rehearsal-alone'])
  compose('down', '--volumes')
  podman.run('podman', ['volume', 'rm', '--force', ...volumes])
}
const inServer = (...command: string[]) => podman.run('podman', ['exec', nameOf('server'), ...command])

/**
 * Starts the services in the order of compose.yaml. podman 5.4 cannot start a container whose dependency has ended, as the
 * migrations have, and leaves health checks to timers of systemd.
 */
async function composeUp(): Promise<void> {
  const up = (...args: string[]) => {
    const { status, output } = compose('up', ...args)
    report.expect(`compose up ${args.join(' ')}`, status === 0, status === 0 ? '' : output)
  }
  up('--detach', 'database')
  const isHealthy = () => podman.run('podman', ['healthcheck', 'run', nameOf('database')]).status === 0
  await until('a healthy database', () => Promise.resolve(isHealthy() || null))
  up('migrate')
  const key = ['node', 'server/dist/audit-cli.js', 'make-key', '/var/lib/wecom-desk/audit.key']
  report.expect('the key of the evidence log is made', compose('run', '--rm', 'server', ...key).status === 0)
  up('--detach', 'server')
  up('--detach', 'proxy')
}

async function checkServer(ca: string): Promise<void> {
  const guest = createHttpClient(ca, publicUrl)
  const ready = () => guest.get('/healthz').then(({ status }) => status === 200 || null)
  await until('the app behind nginx', () => ready().catch(() => null))
  const migrate = containerOf('migrate')
  report.expect('the migrations ran and ended', migrate?.State === 'exited' && migrate.ExitCode === 0, migrate?.State)
  const health = await guest.get('/healthz')
  report.expect('/healthz through https', health.status === 200, health.body)
  const { status: first, headers } = await guest.get('/', navigation)
  const isSignIn = first === 302 && /^\/auth\/|\/oauth2\/authorize\?/.test(headers.location ?? '')
  report.expect('the first page leads a browser to the sign-in', isSignIn, `${String(first)} ${headers.location ?? ''}`)
  const status = inServer('cat', '/proc/1/status').output
  report.expect(
    'the server runs as an unprivileged user without capabilities',
    /Uid:\s+10001/.test(status) && /CapEff:\s+0+\n/.test(status),
  )
  const written = inServer('sh', '-c', 'touch /opt/wecom-desk/x || touch /x')
  report.expect(
    'the file system of the server cannot be written',
    /Read-only file system/.test(written.output),
    written.output,
  )
  const touched = inServer('sh', '-c', 'touch /var/lib/wecom-desk/x && rm /var/lib/wecom-desk/x')
  report.expect('the data folder of the server can be written', touched.status === 0, touched.output)
  const healthy = podman.run('podman', ['healthcheck', 'run', nameOf('server')])
  report.expect('the health check of the server passes', healthy.status === 0, healthy.output)
  const role = podman.podman(
    'exec',
    nameOf('database'),
    'psql',
    '-h',
    '/tmp',
    '-U',
    'desk_owner',
    '-d',
    'desk',
    '-tAc',
    `select has_table_privilege('desk_app', 'audit_entries', 'insert'), has_table_privilege('desk_app', 'audit_entries', 'delete')`,
  )
  report.expect('the database role of the server adds evidence and cannot delete any', role === 't|f', role)

  podman.podman('stop', '--time', '30', nameOf('server'))
  report.expect(
    'the server stops with status 0',
    containerOf('server')?.ExitCode === 0,
    containerOf('server')?.ExitCode,
  )
  const withoutServer = await guest.get('/')
  report.expect(
    'without the server, nginx shows its own page',
    [502, 504].includes(withoutServer.status) && withoutServer.body.includes('暂时打不开'),
    withoutServer.status,
  )
  podman.podman('start', nameOf('server'))
  await until('the app again', () => ready().catch(() => null))
  report.expect('the app is back after a start', true)
}

/** Tests the image alone, with the embedded database. */
async function checkEmbedded(): Promise<void> {
  const settings = [
    '--read-only',
    '--tmpfs',
    '/tmp',
    '--cap-drop',
    'ALL',
    '--env-file',
    join(work, 'wecom-desk/wecom-desk.env'),
  ]
  const variables = [
    '-e',
    'HOST=0.0.0.0',
    '-e',
    'PORT=8080',
    '-e',
    'DATABASE_URL=',
    '-e',
    'DATA_DIR=/var/lib/wecom-desk',
  ]
  podman.podman('run', '--detach', '--pull=never', '--name', 'desk-rehearsal-alone', ...settings, ...variables, IMAGE)
  const healthy = () => podman.run('podman', ['healthcheck', 'run', 'desk-rehearsal-alone']).status === 0 || null
  await until('a server on the embedded database', () => Promise.resolve(healthy()))
  report.expect('the image alone serves with the embedded database', true)
}

await report.run(async () => {
  buildStandIns(podman, work)
  report.expect('the Dockerfile builds', buildProduct(podman, IMAGE) !== '')
  const [image] = JSON.parse(podman.podman('image', 'inspect', IMAGE)) as { Size: number; Config: { User: string } }[]
  report.expect('the image has an unprivileged user', image?.Config.User === '10001:10001', image?.Config.User)
  report.expect(
    'the image is not large',
    (image?.Size ?? Infinity) < 700e6,
    `${String(Math.round((image?.Size ?? 0) / 1e6))} MB`,
  )
  const ca = prepareInstallation()
  removeContainers()
  await composeUp()
  await checkServer(ca)
  await checkEmbedded()
})
const status = report.finish()
if (status !== 0)
  console.error(
    containers().map(({ Names, State }) => `${Names.join()} ${State}`),
    compose('logs').output.slice(-4000),
  )
removeContainers()
rmSync(work, { recursive: true, force: true })
process.exit(status)
