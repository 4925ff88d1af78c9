import type { BatchView, JoinerCheck } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner, joinerFields, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { headingNames } from '@desk/shared/accounts/heading-names'
import type { Page } from '@playwright/test'
import { type CrashEnvironment, createCrashEnvironment } from '../faults/crash-environment.ts'
import { launchChromium } from '../lib/launch-chromium.ts'
import { type Figure, median, report } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'

const ROWS = 2000
const FAULTY = 200
const PEOPLE = 2000
const ROUNDS = 5
/** Their roles are those of the demo's settings. */
const [HR, OPS] = ['xiaolan', 'chenhaiyan'] as const
const SHOWN_MS = 2000
/** A task that a person notices as a stop (doc of the long tasks API: 50 ms are long). */
const TASK_MS = 200
/** Doc 90312: of one API, for the whole company. */
const PER_MINUTE = 10_000
const KILL_AT = [300, 900, 1500]
const CREATED_MS = 600_000
/** A phone of HR is about this much slower than a desk. */
const SLOW_CPU = 4

const generated = generatedCompany(PEOPLE)
const company = {
  ...generated,
  members: [
    ...generated.members,
    { userid: OPS, name: '陈海燕', departments: [1] },
    { userid: HR, name: '肖岚', departments: [1] },
  ],
}
const timesOf = new Map<string, number>()
for (const { name } of generated.departments) timesOf.set(name, (timesOf.get(name) ?? 0) + 1)
const DEPARTMENT = generated.departments.find(({ name, parentId }) => parentId > 0 && timesOf.get(name) === 1)?.name

const rowsFor = (startsOn: string, faulty: number): JoinerRow[] =>
  Array.from({ length: ROWS }, (_, nth) => ({
    ...emptyJoiner(nth + 2),
    name: `新人${String(nth)}`,
    userid: `joiner${String(nth)}`,
    mobile: nth < faulty ? `139${String(nth)}` : `139${String(10_000_000 + nth)}`,
    department: nth < faulty && nth % 2 === 0 ? `没有的部门${String(nth)}` : (DEPARTMENT ?? ''),
    position: '检验员',
    startsOn,
  }))
const toPaste = (rows: readonly JoinerRow[]): string =>
  [
    joinerFields.map((field) => headingNames[field][0]).join('\t'),
    ...rows.map((row) => joinerFields.map((field) => row[field]).join('\t')),
  ].join('\n')

/** Notes how long the page stood still, from the start. */
const WATCH_TASKS = `window.__tasks = [];
new PerformanceObserver((list) => { for (const task of list.getEntries()) window.__tasks.push(Math.round(task.duration)) })
  .observe({ type: 'longtask', buffered: true })`
const longestTask = async (page: Page): Promise<number> => {
  const tasks = await page.evaluate<number[]>(
    '(() => { const all = window.__tasks; window.__tasks = []; return all })()',
  )
  return Math.max(0, ...tasks)
}

async function openPage(environment: CrashEnvironment, userid: string, path: string, slow: number): Promise<Page> {
  const browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  await context.addInitScript(WATCH_TASKS)
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
  await page.goto(`${environment.gatewayUrl}/__device__/open?${new URLSearchParams({ userid, to: path }).toString()}`)
  await page.waitForLoadState('networkidle')
  return page
}

/** Reads a pasted sheet, and corrects one of its cells. */
async function measurePage(environment: CrashEnvironment, text: string, slow: number) {
  const page = await openPage(environment, HR, '/joiners/import', slow)
  await page.getByRole('textbox', { name: '粘贴表格' }).fill(text)
  await longestTask(page)
  const began = performance.now()
  await page.getByRole('button', { name: '读取' }).click()
  await page.locator('[data-fault]').first().waitFor()
  const shownMs = performance.now() - began
  await page.waitForTimeout(500)
  const readTask = await longestTask(page)
  const cell = page.getByLabel('第 3 行 手机')
  const mendBegan = performance.now()
  await cell.fill('13899990000')
  await cell.waitFor({ state: 'detached' })
  const mendMs = performance.now() - mendBegan
  await page.waitForTimeout(500)
  const mendTask = await longestTask(page)
  await page.context().browser()?.close()
  return { shownMs, readTask, mendMs, mendTask }
}

async function measureReview(environment: CrashEnvironment, id: string) {
  const began = performance.now()
  const page = await openPage(environment, OPS, `/joiners/batches/${id}`, 1)
  const openMs = performance.now() - began
  await page.waitForTimeout(500)
  const openTask = await longestTask(page)
  const confirmBegan = performance.now()
  await page.getByRole('button', { name: `确认 ${String(ROWS)} 位` }).click()
  await page.getByText('待建账号').first().waitFor()
  const confirmMs = performance.now() - confirmBegan
  await page.waitForTimeout(500)
  const confirmTask = await longestTask(page)
  await page.context().browser()?.close()
  return { openMs, openTask, confirmMs, confirmTask }
}

const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_joiners_${String(process.pid)}`, company)
await environment.start()
const { state } = environment.platform
const url = environment.urls[0]!
const faulty = rowsFor(environment.today(), FAULTY)

const checkTimes: number[] = []
for (let round = 0; round <= ROUNDS; round += 1) {
  const began = performance.now()
  const { status, body } = await environment.client.post<JoinerCheck>(url, HR, '/api/joiners/check', { rows: faulty })
  if (status !== 200 || body.rows.filter(({ faults }) => faults.length > 0).length !== FAULTY)
    throw new Error(`the check got ${String(status)} ${JSON.stringify(body).slice(0, 400)}`)
  if (round > 0) checkTimes.push(performance.now() - began)
}
const calls = () => state.calls.filter(({ path }) => /user\/(create|getuserid|get_userid)|batch\//.test(path)).length
const callsBefore = calls()
const desk = await measurePage(environment, toPaste(faulty), 1)
const phone = await measurePage(environment, toPaste(faulty), SLOW_CPU)
const callsOfCheck = calls() - callsBefore

const rows = rowsFor(environment.today(), 0)
const submitBegan = performance.now()
const batch = await environment.client.post<{ id: string }>(
  url,
  HR,
  '/api/joiners/batches',
  { rows },
  { key: 'bench-2000' },
)
if (batch.status !== 201)
  throw new Error(`submitting got ${String(batch.status)} ${JSON.stringify(batch.body).slice(0, 400)}`)
const submitMs = performance.now() - submitBegan
const review = await measureReview(environment, batch.body.id)

/** Calls of one API in a minute, at most. */
const busiest = new Map<string, number>()
const noteCalls = () => {
  for (const [api, { inMinute }] of Object.entries(state.limitUse.apis))
    busiest.set(api, Math.max(busiest.get(api) ?? 0, inMinute))
}
const created = () =>
  state.effects.flatMap((one) => (one.effect === 'member.create' && one.by === 'contacts' ? [one.userid] : []))
const invited = () => state.effects.flatMap((one) => (one.effect === 'invite' ? one.to : []))
const areAll = async (...states: string[]): Promise<boolean> => {
  const path = `/api/joiners/batches/${batch.body.id}`
  // The killed server does not answer.
  const answer = await environment.client.get<BatchView>(url, OPS, path).catch(() => null)
  return answer !== null && answer.status === 200 && answer.body.items.every((item) => states.includes(item.state))
}
const createBegan = performance.now()
const kills = [...KILL_AT]
let killed = 0
await until(
  'all accounts',
  async () => {
    noteCalls()
    const count = created().length
    if (kills[0] !== undefined && count >= kills[0]) {
      kills.shift()
      environment.kill(killed % 2 === 0 ? 0 : 1)
      killed += 1
      await environment.whenRestarted()
    }
    if (count < ROWS) return null
    return (await areAll('created', 'invited')) ? true : null
  },
  CREATED_MS,
)
const createMs = performance.now() - createBegan
environment.arm({ point: 'account.invited', nth: 1 })
await until(
  'all invitations',
  async () => {
    noteCalls()
    return (await areAll('invited')) ? true : null
  },
  CREATED_MS,
)
const allCreated = created()
const figures: Figure[] = [
  { what: 'rows', value: ROWS, unit: '' },
  { what: 'check on the server, median', value: Math.round(median(checkTimes)), unit: 'ms', goal: SHOWN_MS },
  { what: 'calls of WeCom by checks', value: callsOfCheck, unit: '', goal: 0 },
  { what: 'faults shown, desk', value: Math.round(desk.shownMs), unit: 'ms', goal: SHOWN_MS },
  { what: 'longest task while reading, desk', value: desk.readTask, unit: 'ms', goal: TASK_MS },
  { what: 'one correction until it is gone, desk', value: Math.round(desk.mendMs), unit: 'ms', goal: SHOWN_MS },
  { what: 'longest task while correcting, desk', value: desk.mendTask, unit: 'ms', goal: TASK_MS },
  { what: 'faults shown, CPU of a quarter', value: Math.round(phone.shownMs), unit: 'ms' },
  { what: 'longest task while reading, CPU of a quarter', value: phone.readTask, unit: 'ms' },
  { what: 'longest task while correcting, CPU of a quarter', value: phone.mendTask, unit: 'ms' },
  { what: 'submitting', value: Math.round(submitMs), unit: 'ms' },
  { what: 'review opened', value: Math.round(review.openMs), unit: 'ms' },
  { what: 'longest task while opening the review', value: review.openTask, unit: 'ms', goal: TASK_MS },
  { what: 'confirming', value: Math.round(review.confirmMs), unit: 'ms' },
  { what: 'longest task while confirming', value: review.confirmTask, unit: 'ms', goal: TASK_MS },
  { what: 'kills while accounts are created', value: killed, unit: '' },
  { what: 'kills while members are invited', value: environment.kills.get('account.invited') ?? 0, unit: '' },
  { what: 'accounts created', value: allCreated.length, unit: '' },
  { what: 'accounts created twice', value: allCreated.length - new Set(allCreated).size, unit: '', goal: 0 },
  { what: 'rows without an account', value: ROWS - new Set(allCreated).size, unit: '', goal: 0 },
  { what: 'members not invited', value: ROWS - new Set(invited()).size, unit: '', goal: 0 },
  { what: 'creation of all', value: Math.round(createMs / 1000), unit: 's' },
  ...['user/create', 'user/get', 'user/getuserid', 'batch/invite'].map((api) => ({
    what: `${api}, busiest minute`,
    value: busiest.get(api) ?? 0,
    unit: '',
    goal: PER_MINUTE,
  })),
]
await environment.stop()
await postgres.stop()
process.exit(report('joiners', figures, { postgresql: '18' }))
