import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startChildProgram } from '../lib/child-program.ts'
import { freePort } from '../lib/free-port.mjs'
import { until } from '../lib/wait-until.ts'
import { simulatorDefaults } from '../wecom-simulator/defaults.ts'
import { flood } from './overload.ts'
import { declareRestored, migrateManually, verifyAsAuditor } from './recipe-commands.ts'
import { startDatabase } from './database.ts'
import { makeCertificates, requireNginx, startProxy } from './proxy.ts'
import { environmentFile, environmentText, serve, type Served, verifyUnit } from './systemd-unit.ts'
import { visitor, type Visitor } from './http-client.ts'

/** As deploy/nginx.conf says. */
const FLOOD_BURST = 400

type CheckItem = { item: string; level: string; reason: string; facts: Record<string, string> }

const rows: { what: string; isFine: boolean; found: string }[] = []
function expect(what: string, isFine: boolean, found: unknown = ''): void {
  rows.push({ what, isFine, found: String(found) })
  console.log(`${isFine ? '✓' : '✗'} ${what}${String(found) === '' ? '' : `: ${String(found)}`}`)
}

const base = mkdtempSync(join(tmpdir(), 'desk-rehearsal-'))
chmodSync(base, 0o755)
const dataDir = join(base, 'state')
mkdirSync(dataDir, { mode: 0o700 })
if (process.getuid?.() === 0) chownSync(dataDir, 65_534, 65_534)

const ports = { http: await freePort(), https: await freePort(), apps: [await freePort()] }
const publicUrl = `https://localhost:${ports.https}`
const { caFile, folder } = makeCertificates(join(base, 'tls'))
const ca = readFileSync(caFile, 'utf8')
const nginx = requireNginx()
const unit = verifyUnit(base)
expect('systemd-analyze verify', unit?.isFine ?? true, unit === null ? 'no systemd here' : unit.said)

process.env['NODE_EXTRA_CA_CERTS'] = caFile
const platform = await startChildProgram<{ url: string }>('release-platform', { appUrl: publicUrl })
const console_ = async (path: string, body: unknown) => {
  const headers = { 'content-type': 'application/json' }
  const answer = await fetch(`${platform.ready.url}/__sim__${path}`, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
  return answer
}
const setUp = { trustedDomain: `localhost:${ports.https}`, homeUrl: `${publicUrl}/`, visibleDepartments: [1] }
await console_('/console/app', setUp)

const database = await startDatabase()
const { appCallback, contactsCallback } = simulatorDefaults
const settings = {
  PORT: String(ports.apps[0]),
  METRICS_PORT: String(await freePort()),
  PUBLIC_URL: publicUrl,
  DATA_DIR: dataDir,
  SESSION_SECRET: 'rehearsal-only-session-secret-of-48-signs-rehear',
  WECOM_CORP_ID: simulatorDefaults.corpId,
  WECOM_AGENT_ID: String(simulatorDefaults.agentId),
  WECOM_AGENT_SECRET: simulatorDefaults.agentSecret,
  WECOM_CONTACTS_SECRET: simulatorDefaults.contactsSecret,
  WECOM_CALLBACK_TOKEN: appCallback.token,
  WECOM_CALLBACK_AES_KEY: appCallback.aesKey,
  WECOM_CONTACTS_CALLBACK_TOKEN: contactsCallback.token,
  WECOM_CONTACTS_CALLBACK_AES_KEY: contactsCallback.aesKey,
  WECOM_VERIFY_FILES: 'WW_verify_rehearsal1.txt',
  OPS_USERIDS: 'chenhaiyan',
  OPS_LEAD_USERIDS: 'chenhaiyan',
  WECOM_API_BASE: platform.ready.url,
  WECOM_OAUTH_BASE: platform.ready.url,
  WECOM_LOGIN_BASE: platform.ready.url,
}
/** Stopped also when a check breaks off. */
const started: Served[] = []
async function start(over: Record<string, string> = {}): Promise<Served> {
  const server = await serve(environmentFile({ ...settings, DATABASE_URL: database.appUrl, ...over }))
  started.push(server)
  return server
}

const proxy = await startProxy(nginx, base, ports, folder)
const guest = visitor(ca, publicUrl)
const ready = (server: Served) =>
  until('the server is ready', async () => {
    const { status } = await guest.get('/readyz').catch(() => ({ status: 0 }))
    if (status === 200) return true
    if (/could not start|keep the server from/.test(server.output())) throw new Error(server.output())
    return null
  })

async function rehearse(): Promise<void> {
  const envFile = join(base, 'env')
  writeFileSync(envFile, environmentText({ ...settings, DATABASE_URL: database.appUrl }), { mode: 0o600 })
  const byHand = { envFile, ownerUrl: database.ownerUrl, port: await freePort() }
  expect('the owner of the schema migrates, started by hand, and stops at Ctrl-C', await migrateManually(byHand))
  await database.grant()
  let server = await start()
  await ready(server)
  expect('runs as a role that owns nothing and a user that is not root', server.uid !== 0, `uid ${server.uid}`)

  const health = await guest.get('/healthz')
  expect('/healthz through https', health.status === 200, health.body)
  const insecure = await visitor(ca, `http://localhost:${ports.http}`).get('/')
  expect('http leads to https', insecure.status === 301 && (insecure.headers.location ?? '').startsWith('https://'))
  const hsts = health.headers['strict-transport-security'] ?? ''
  expect('Strict-Transport-Security', hsts.includes('max-age'), hsts)
  const verify = await guest.get('/WW_verify_rehearsal1.txt')
  expect('the verify file has its exact body', verify.body === 'rehearsal1', verify.body)

  const ops = visitor(ca, publicUrl)
  const home = await ops.signIn('chenhaiyan')
  expect('signs in through WeCom', home.status === 200 && home.body.includes('陈海燕'), home.status)
  const own = ops.given.filter((line) => line.includes('desk_'))
  const isStrict = (line: string) => /^__Host-/.test(line) && /; Secure/i.test(line) && /; HttpOnly/i.test(line)
  expect('its cookies are __Host-, Secure, HttpOnly', own.length > 0 && own.every(isStrict), own.length)
  expect('no code in the access log', !/[?&]code=/.test(proxy.log()))

  await console_('/callbacks/verify', {})
  await console_('/open-app', { userid: 'guoji' })
  await console_('/console/member', { userid: 'guoji', department: [12] })
  await console_('/callbacks/settle', {})
  const all = await check(ops)
  expect(
    'self-check all green',
    all.every(({ level, reason }) => level === 'ok' && reason === 'fine'),
    notFine(all),
  )

  await unsetInTurn(ops)
  await audit()
  expect('stops at SIGTERM', (await server.stop()) === 0)
  server = await start({ WECOM_CONTACTS_SECRET: '', WECOM_CALLBACK_TOKEN: '', WECOM_CALLBACK_AES_KEY: '' })
  await ready(server)
  const bare = await check(ops)
  for (const item of ['contacts_secret', 'app_callback']) names(bare, item, 'not_set')
  await server.stop()
  server = await start({ WECOM_AGENT_SECRET: 'not-the-secret-of-this-app' })
  await ready(server)
  // A token that was lent before still works; a new secret shows with the next one.
  await console_('/tokens/kill', { errcode: 42001 })
  names(await check(ops), 'agent_secret', 'wrong_secret')
  await server.stop()
  server = await start()
  await ready(server)
  await console_('/switches', { allowedIps: ['203.0.113.9'] })
  names(await check(ops), 'trusted_ip', 'ip_refused')
  await server.stop()

  // The server is stopped: what is not refused by nginx is a 502.
  const { passed, refused } = await flood(ca, publicUrl, 20)
  const figures = `${String(passed)} passed, ${String(refused)} got 429`
  expect('nginx refuses a flood, and what came before it is none', refused > 0 && passed >= FLOOD_BURST, figures)

  const { status, said } = await declareRestored(byHand)
  expect('a restored database is declared by hand', status === 0 && said.includes('Sending is paused'), said)
}

const check = async (ops: Visitor) => (await ops.api<{ items: CheckItem[] }>('POST', '/api/settings/check/run')).items
const notFine = (items: readonly CheckItem[]) =>
  items.flatMap(({ item, level, reason }) => (reason === 'fine' ? [] : [`${item} ${level} ${reason}`])).join(', ')
const names = (items: readonly CheckItem[], item: string, reason: string) =>
  expect(
    `unset: ${item} ${reason}`,
    items.some((one) => one.item === item && one.reason === reason),
    notFine(items),
  )

/** Somebody who may read the evidence, and has a copy of the anchors, needs nobody's word. */
async function audit(): Promise<void> {
  const anchors = join(base, 'anchors')
  mkdirSync(anchors)
  copyFileSync(join(dataDir, 'audit-anchors.jsonl'), join(anchors, 'audit-anchors.jsonl'))
  await database.admitAuditor()
  const verify = () => verifyAsAuditor({ auditorUrl: database.auditorUrl, anchors })
  const good = await verify()
  expect(
    'an auditor verifies the audit',
    good.status === 0 && good.said.includes('The audit chain is intact.'),
    good.said,
  )
  await database.tamper()
  const bad = await verify()
  expect('and finds a row that was changed', bad.status === 1 && /row \d+ was changed/.test(bad.said), bad.said)
}

/** One thing after the other is wrong in the console; the self-check names each. */
async function unsetInTurn(ops: Visitor): Promise<void> {
  const wrong: readonly (readonly [string, string, object])[] = [
    ['trusted_domain', 'other_domain', { trustedDomain: 'old.example.com' }],
    ['home_url', 'other_home', { homeUrl: 'https://old.example.com/' }],
    ['visible_range', 'no_root', { visibleDepartments: [8] }],
  ]
  for (const [item, reason, change] of wrong) {
    await console_('/console/app', change)
    names(await check(ops), item, reason)
    await console_('/console/app', setUp)
  }
}

try {
  await rehearse()
} catch (error) {
  expect('the rehearsal runs to its end', false, error instanceof Error ? (error.stack ?? error.message) : error)
} finally {
  await started.at(-1)?.stop()
  await proxy.stop()
  await platform.stop()
  await database.stop()
  rmSync(base, { recursive: true, force: true })
}
const pass = rows.every(({ isFine }) => isFine)
const failed = rows.filter(({ isFine }) => !isFine).map(({ what }) => what)
console.log(
  JSON.stringify({
    name: 'rehearsal',
    pass,
    figures: { checks: rows.length, failed },
    versions: { node: process.version },
  }),
)
process.exit(pass ? 0 : 1)
