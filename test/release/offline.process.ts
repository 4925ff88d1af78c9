import { connect } from 'node:net'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { productEnvironment } from '../demo/product-environment.ts'
import { optionsOfProgram } from '../lib/child-program-protocol.ts'
import { freePort } from '../lib/free-port.mjs'
import { openPhone } from '../lib/phone-session.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { submitRequest } from '../lib/submit-request.ts'
import { createTestDatabase } from '../lib/test-database.ts'
import { until } from '../lib/wait-until.ts'
import { createInstallation, privateFolder } from './installation.ts'
import { createReport } from './report.ts'
import { giveToNobody } from './unprivileged-user.ts'

// Runs in a separate network, in which only the machine itself can be reached.
const { folder, earlier, work } = optionsOfProgram<{ folder: string; earlier: string; work: string }>()
const report = createReport('offline')
const home = privateFolder(join(work, 'home'))
giveToNobody(home)
const installed = createInstallation(folder, home)
// Runs as the current user, since nobody else may be able to read the files of the earlier release.
const earlierInstallation = createInstallation(earlier, work, {})

const newestChange = (path: string): number =>
  Math.max(
    ...readdirSync(path, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile())
      .map((entry) => statSync(join(entry.parentPath, entry.name)).ctimeMs),
  )
const rowsIn = (output: string) => Number(/Checked: (\d+) entries/.exec(output)?.[1] ?? -1)

/** Lets the earlier release fill the database; then this one takes over, migrates, serves a member and verifies the audit. */
async function upgrade(
  name: string,
  addresses: Parameters<typeof productEnvironment>[0],
  owner: Record<string, string>,
) {
  const env = productEnvironment(addresses)
  const earlierServer = await earlierInstallation.serve({ ...env, ...owner })
  const earlierPhone = await until('the directory', () => openPhone(addresses.publicUrl, 'limin').catch(() => null))
  await earlierPhone.open('/')
  await earlierServer.stop()
  giveToNobody(addresses.dataDir)

  const migrated = await installed.npmRun(['migrate', ...(owner['DATABASE_URL'] ? ['--', 'desk_app'] : [])], {
    ...env,
    ...owner,
  })
  report.expect(`${name}: npm run migrate`, migrated.status === 0, migrated.output)
  const server = await installed.serve(env)
  const health = await fetch(`http://127.0.0.1:${env['PORT'] ?? ''}/healthz`)
  report.expect(`${name}: /healthz`, health.status === 200, await health.text())
  const phone = await openPhone(addresses.publicUrl, 'guoji')
  const submitted = await submitRequest(phone)
  report.expect(`${name}: a member submits a request`, submitted === 201, submitted)
  const page = await phone.open('/')
  report.expect(`${name}: a member's first page`, page.includes('郭𠮷') && page.includes('/assets/'), page.length)
  const asset = /\/assets\/[\w.-]+\.js/.exec(page)?.[0] ?? '/none'
  const script = await fetch(`http://127.0.0.1:${env['PORT'] ?? ''}${asset}`)
  report.expect(`${name}: a script of the page`, script.status === 200, asset)
  report.expect(`${name}: the server stops with status 0`, (await server.stop()) === 0)
  const audit = await installed.npmRun(['audit', '--', 'verify'], { ...env, ...owner })
  const isWhole = audit.status === 0 && rowsIn(audit.output) > 0
  report.expect(
    `${name}: npm run audit -- verify, with the rows of the earlier release`,
    isWhole,
    audit.output.split('\n')[1],
  )
}

await report.run(async () => {
  const reached = await new Promise<string>((resolve) => {
    const socket = connect(443, '192.0.2.1', () => resolve('connected'))
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message))
    socket.setTimeout(2000, () => {
      socket.destroy()
      resolve('timeout')
    })
  })
  report.expect('nothing outside can be reached', reached !== 'connected', reached)
  const installedAt = newestChange(folder)

  const [port, simulatorPort, gatewayPort] = [await freePort(), await freePort(), await freePort()]
  const ports = ['--port', String(simulatorPort), '--gateway-port', String(gatewayPort)]
  const simulator = installed.start('simulator/dist/simulator.js', [
    '--app',
    `http://127.0.0.1:${String(port)}`,
    ...ports,
  ])
  await until('the simulator', () => Promise.resolve(simulator.output().includes('WECOM_API_BASE') || null))
  const addresses = {
    port,
    publicUrl: `http://localhost:${String(gatewayPort)}`,
    simulatorUrl: `http://localhost:${String(simulatorPort)}`,
    isProxied: true,
  }
  await upgrade('PGlite', { ...addresses, dataDir: privateFolder(join(work, 'embedded')) }, {})

  const postgres = await startPostgres()
  const database = await createTestDatabase(postgres.url, 'desk')
  await database.query('create role desk_app login')
  const appUrl = database.url.replace('//postgres@', '//desk_app@')
  const onServer = { ...addresses, dataDir: privateFolder(join(work, 'state')), databaseUrl: appUrl }
  await upgrade('PostgreSQL', onServer, { DATABASE_URL: database.url })
  await database.drop()
  await postgres.stop()

  report.expect('no file of the installation was written', newestChange(folder) === installedAt)
  report.expect('nothing was written to the home folder', installed.filesInHome().length === 0, installed.filesInHome())
})
await Promise.all([installed.stopAll(), earlierInstallation.stopAll()])
process.exit(report.finish())
