import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { until } from '../lib/wait-until.ts'
import { sendFlood } from './overload.ts'
import { declareRestored, makeAuditKey, migrateAsOwner, verifyAsAuditor } from './recipe-commands.ts'
import { startDatabase } from './database.ts'
import { createReport } from './report.ts'
import { makeCertificates, requireNginx, startProxy } from './proxy.ts'
import { readEnvironment, environmentText, startUnit, type UnitProcess, verifyUnit } from './systemd-unit.ts'
import { createHttpClient, type HttpClient } from './http-client.ts'
import { giveToNobody } from './unprivileged-user.ts'
import { wecomVariables } from '../demo/product-environment.ts'

/** The burst of deploy/nginx.conf. */
const FLOOD_BURST = 400

/** Items of the self-check that are set up in the app once it runs, and so are not green before. */
const laterItems = ['on_call', 'policies', 'anchors']

type CheckItem = { item: string; level: string; reason: string; facts: Record<string, string> }

const report = createReport('production')
const { expect } = report

const base = mkdtempSync(join(tmpdir(), 'desk-rehearsal-'))
chmodSync(base, 0o755)
const dataDir = join(base, 'state')
mkdirSync(dataDir, { mode: 0o700 })
const auditKey = join(dataDir, 'audit.key')
giveToNobody(dataDir)

const ports = { http: await freePort(), https: await freePort(), apps: [await freePort()] }
const publicUrl = `https://localhost:${ports.https}`
const { caFile, folder } = makeCertificates(join(base, 'tls'))
const ca = readFileSync(caFile, 'utf8')
const nginx = requireNginx()
const unit = verifyUnit(base)
expect('systemd-analyze verify', unit?.isFine ?? true, unit === null ? 'no systemd here' : unit.output)

process.env['NODE_EXTRA_CA_CERTS'] = caFile
const platform = await startChildProgram<{ url: string }>('release-platform', { appUrl: publicUrl })
const callConsole = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${platform.ready.url}/__sim__${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return response
}
const appSettings = { trustedDomain: `localhost:${ports.https}`, homeUrl: `${publicUrl}/`, visibleDepartments: [1] }
await callConsole('/console/app', appSettings)

const database = await startDatabase()
const settings = {
  PORT: String(ports.apps[0]),
  METRICS_PORT: String(await freePort()),
  PUBLIC_URL: publicUrl,
  DATA_DIR: dataDir,
  AUDIT_KEY_FILE: auditKey,
  SESSION_SECRET: 'rehearsal-only-session-secret-of-48-chars-rehear',
  ...wecomVariables(platform.ready.url),
  WECOM_VERIFY_FILES: 'WW_verify_rehearsal1.txt',
  OPS_USERIDS: 'chenhaiyan',
  OPS_LEAD_USERIDS: 'chenhaiyan',
}
/** The servers that were started: the last one may still run after a failed check. */
const started: UnitProcess[] = []
async function start(overrides: Record<string, string> = {}): Promise<UnitProcess> {
  const server = await startUnit(readEnvironment({ ...settings, DATABASE_URL: database.appUrl, ...overrides }))
  started.push(server)
  return server
}

const proxy = await startProxy(nginx, base, ports, folder)
const guest = createHttpClient(ca, publicUrl)
const whenReady = (server: UnitProcess) =>
  until('a ready server', async () => {
    const { status } = await guest.get('/readyz').catch(() => ({ status: 0 }))
    if (status === 200) return true
    if (/could not start|keep the server from/.test(server.output())) throw new Error(server.output())
    return null
  })

async function rehearse(): Promise<void> {
  const envFile = join(base, 'env')
  writeFileSync(envFile, environmentText({ ...settings, DATABASE_URL: database.appUrl }), { mode: 0o600 })
  const ownerOptions = { envFile, ownerUrl: database.ownerUrl }
  const keyless = await start()
  await until('the end of a server without a key', () => Promise.resolve(/make-key/.test(keyless.output()) || null))
  expect('a server without the key of the evidence log asks for it', true, keyless.output())
  const made = await makeAuditKey({ envFile, keyFile: auditKey })
  const repeated = await makeAuditKey({ envFile, keyFile: auditKey })
  const publicKey = `localhost:${String(ports.https)}/audit+`
  expect('npm run audit -- make-key prints the public key', made.output.includes(publicKey), made.output)
  const printedKey = made.output.slice(made.output.indexOf(publicKey))
  const isKept =
    repeated.status === 0 && repeated.output.includes(printedKey) && repeated.output.includes('was not changed')
  expect('npm run audit -- make-key, run again, keeps the key', isKept, repeated.output)
  const unmigrated = await start()
  await until('the end of a server without migrations', () =>
    Promise.resolve(/lacks migrations/.test(unmigrated.output()) || null),
  )
  expect(
    'a server on an empty database asks for the migrations',
    /npm run migrate/.test(unmigrated.output()),
    unmigrated.output(),
  )
  const first = await migrateAsOwner(ownerOptions)
  expect('npm run migrate migrates as the owner', first.status === 0 && /migrated 0000_init/.test(first.output))
  const second = await migrateAsOwner(ownerOptions)
  expect(
    'npm run migrate, run again, has nothing to do',
    second.status === 0 && !/migrated/.test(second.output),
    second.output,
  )
  let server = await start()
  await whenReady(server)
  expect('the server runs as an unprivileged user', server.uid !== 0, `uid ${server.uid}`)

  const health = await guest.get('/healthz')
  expect('/healthz through https', health.status === 200, health.body)
  const insecure = await createHttpClient(ca, `http://localhost:${ports.http}`).get('/')
  expect('http redirects to https', insecure.status === 301 && (insecure.headers.location ?? '').startsWith('https://'))
  const hsts = health.headers['strict-transport-security'] ?? ''
  expect('Strict-Transport-Security', hsts.includes('max-age'), hsts)
  const verify = await guest.get('/WW_verify_rehearsal1.txt')
  expect('the verify file has its exact body', verify.body === 'rehearsal1', verify.body)

  const ops = createHttpClient(ca, publicUrl)
  const home = await ops.signIn('chenhaiyan')
  expect('a member signs in through WeCom', home.status === 200 && home.body.includes('陈海燕'), home.status)
  const deskCookies = ops.cookieLines.filter((line) => line.includes('desk_'))
  const isStrict = (line: string) => /^__Host-/.test(line) && /; Secure/i.test(line) && /; HttpOnly/i.test(line)
  expect(
    'the cookies are __Host-, Secure and HttpOnly',
    deskCookies.length > 0 && deskCookies.every(isStrict),
    deskCookies.length,
  )
  expect('no code in the access log', !/[?&]code=/.test(proxy.log()))
  const { 'x-request-id': requestId = '' } = (await guest.get('/healthz')).headers
  // nginx writes the line after it has answered.
  const logged = await until('the line of a request', () =>
    Promise.resolve(
      proxy
        .log()
        .split('\n')
        .find((line) => line.endsWith(String(requestId))) ?? null,
    ),
  )
  expect(
    'the access log names the server and the request of its log',
    logged.includes(`127.0.0.1:${ports.apps[0]} 200 `),
    logged,
  )

  // The first holders of roles are granted once the directory is there.
  await until('the first roles', () => runSelfCheck(ops).catch(() => null))
  await callConsole('/callbacks/verify', {})
  await callConsole('/open-app', { userid: 'guoji' })
  await callConsole('/console/member', { userid: 'guoji', department: [12] })
  await callConsole('/callbacks/settle', {})
  const all = await runSelfCheck(ops)
  expect(
    'the self-check has no problem',
    all.every(({ item, level, reason }) => (level === 'ok' && reason === 'fine') || laterItems.includes(item)),
    describeProblems(all),
  )

  await checkWrongSettings(ops)
  await checkAudit()
  expect('the server stops at SIGTERM', (await server.stop()) === 0)
  server = await start({ WECOM_CONTACTS_SECRET: '', WECOM_CALLBACK_TOKEN: '', WECOM_CALLBACK_AES_KEY: '' })
  await whenReady(server)
  const items = await runSelfCheck(ops)
  for (const item of ['contacts_secret', 'app_callback']) expectItem(items, item, 'not_set')
  await server.stop()
  server = await start({ WECOM_AGENT_SECRET: 'not-the-secret-of-this-app' })
  await whenReady(server)
  // An issued token still works; the wrong secret is detected with the next one.
  await callConsole('/tokens/kill', { errcode: 42001 })
  expectItem(await runSelfCheck(ops), 'agent_secret', 'wrong_secret')
  await server.stop()
  server = await start()
  await whenReady(server)
  await callConsole('/switches', { allowedIps: ['203.0.113.9'] })
  expectItem(await runSelfCheck(ops), 'trusted_ip', 'ip_refused')
  await server.stop()

  // The server is stopped, so nginx responds 502 to requests that it does not refuse.
  const withoutServer = await guest.get('/')
  const isPage = withoutServer.status === 502 && withoutServer.body.includes('企微自助暂时打不开')
  expect('without a server, nginx has a page in Chinese', isPage, withoutServer.status)
  const { passed, refused } = await sendFlood(ca, publicUrl, 20)
  const figures = `${String(passed)} passed, ${String(refused)} got 429`
  expect('nginx refuses only requests above the burst', refused > 0 && passed >= FLOOD_BURST, figures)

  const { status, output } = await declareRestored(ownerOptions)
  expect('a restored database can be declared', status === 0 && output.includes('Sending is paused'), output)
}

const runSelfCheck = async (ops: HttpClient) =>
  (await ops.api<{ items: CheckItem[] }>('POST', '/api/settings/check/run')).items
const describeProblems = (items: readonly CheckItem[]) =>
  items.flatMap(({ item, level, reason }) => (reason === 'fine' ? [] : [`${item} ${level} ${reason}`])).join(', ')
const expectItem = (items: readonly CheckItem[], item: string, reason: string) =>
  expect(
    `the self-check reports ${item}: ${reason}`,
    items.some((one) => one.item === item && one.reason === reason),
    describeProblems(items),
  )

/** Checks that an auditor with read access and a checkpoint that they kept verifies the audit, and finds a changed row. */
async function checkAudit(): Promise<void> {
  const kept = join(base, 'kept.txt')
  copyFileSync(join(dataDir, 'audit.key.checkpoint'), kept)
  await database.grantAuditor()
  const verify = () => verifyAsAuditor({ auditorUrl: database.auditorUrl, kept })
  const good = await verify()
  expect(
    'an auditor verifies the audit',
    good.status === 0 && good.output.includes('The evidence log is intact.'),
    good.output,
  )
  await database.tamper()
  const bad = await verify()
  expect('an auditor finds a changed row', bad.status === 1 && /row \d+ was changed/.test(bad.output), bad.output)
}

/** Checks that the self-check reports a wrong trusted domain, home page and visible range. */
async function checkWrongSettings(ops: HttpClient): Promise<void> {
  const wrong: readonly (readonly [string, string, object])[] = [
    ['trusted_domain', 'other_domain', { trustedDomain: 'old.example.com' }],
    ['home_url', 'other_home', { homeUrl: 'https://old.example.com/' }],
    ['visible_range', 'no_root', { visibleDepartments: [8] }],
  ]
  for (const [item, reason, change] of wrong) {
    await callConsole('/console/app', change)
    expectItem(await runSelfCheck(ops), item, reason)
    await callConsole('/console/app', appSettings)
  }
}

await report.run(rehearse)
await started.at(-1)?.stop()
await proxy.stop()
await platform.stop()
await database.stop()
rmSync(base, { recursive: true, force: true })
process.exit(report.finish())
