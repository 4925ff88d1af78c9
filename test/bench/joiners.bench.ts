import type { BatchView, JoinerCheck } from '@desk/shared/accounts/account-schemas'
import { emptyJoiner, joinerFields, type JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { headingNames } from '@desk/shared/accounts/heading-names'
import type { Browser, Page } from '@playwright/test'
import { type CrashEnvironment, createCrashEnvironment } from '../faults/crash-environment.ts'
import { launchChromium } from '../lib/launch-chromium.ts'
import { type Figure, median, report, rounded } from '../lib/measurement.ts'
import { startPostgres } from '../lib/postgres.mjs'
import { processCpuMs, processTreeCpuMs } from '../lib/process-cpu.ts'
import { until } from '../lib/wait-until.ts'
import { generatedCompany } from '../wecom-simulator/company.ts'

const ROWS = 2000
const FAULTY = 200
const PEOPLE = 2000
const ROUNDS = 5
/** The environment gives them the roles of the demo. */
const [HR, OPS] = ['xiaolan', 'chenhaiyan'] as const
const SHOWN_MS = 2000
/** A pause of the page that a person notices, in CPU time of its main thread, since other programs share the machine. */
const TASK_MS = 200
/** The calls of one API that WeCom allows a company in a minute (doc 90312). */
const PER_MINUTE = 10_000
const KILL_AT = [300, 900, 1500]
const CREATION_TIMEOUT_MS = 600_000
/** A phone is about this much slower than a desktop computer. */
const SLOW_CPU = 4
const SETTLED_MS = 500

const generated = generatedCompany(PEOPLE)
const WITHOUT_ROLE = [...generated.members][0]!.userid
const company = {
  ...generated,
  members: [
    ...generated.members,
    { userid: OPS, name: '陈海燕', departments: [1] },
    { userid: HR, name: '肖岚', departments: [1] },
  ],
}
const departmentsByName = new Map<string, number>()
for (const { name } of generated.departments) departmentsByName.set(name, (departmentsByName.get(name) ?? 0) + 1)
const DEPARTMENT = generated.departments.find(
  ({ name, parentId }) => parentId > 0 && departmentsByName.get(name) === 1,
)?.name

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
const sheetText = (rows: readonly JoinerRow[]): string =>
  [
    joinerFields.map((field) => headingNames[field][0]).join('\t'),
    ...rows.map((row) => joinerFields.map((field) => row[field]).join('\t')),
  ].join('\n')

type TraceEvent = { name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }

/** Returns the longest task of a page during `act`, in milliseconds of its main thread. */
async function longestTask(browser: Browser, page: Page, act: () => Promise<unknown>): Promise<number> {
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline', '__metadata'] })
  await act()
  await page.waitForTimeout(SETTLED_MS)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] }
  const keyOf = ({ pid, tid }: TraceEvent) => `${String(pid)} ${String(tid)}`
  const mains = new Set(
    traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(keyOf),
  )
  const tasks = traceEvents.filter((event) => event.name === 'RunTask' && mains.has(keyOf(event)))
  if (tasks.length === 0) throw new Error('the trace has no task of the page')
  return Math.round(Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000)
}

async function openPage(environment: CrashEnvironment, { userid, path }: { userid: string; path: string }, slow = 1) {
  const browser = await launchChromium()
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'zh-CN' })
  const page = await context.newPage()
  const session = await context.newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate: slow })
  const open = async () => {
    const query = new URLSearchParams({ userid, to: path }).toString()
    await page.goto(`${environment.gatewayUrl}/__device__/open?${query}`)
  }
  return { browser, page, open }
}

/** Reads a pasted sheet, and corrects one of its cells. */
async function measurePage(environment: CrashEnvironment, text: string, slow: number) {
  const { browser, page, open } = await openPage(environment, { userid: HR, path: '/joiners/import' }, slow)
  await open()
  await page.waitForLoadState('networkidle')
  // Sets the value like a paste: typing a text of this size takes Playwright minutes.
  await page.getByRole('textbox', { name: '粘贴表格' }).evaluate((field, pasted) => {
    ;(field as HTMLTextAreaElement).value = pasted
    field.dispatchEvent(new Event('input', { bubbles: true }))
  }, text)
  let [shownMs, correctionMs] = [0, 0]
  const readTask = await longestTask(browser, page, async () => {
    const began = performance.now()
    await page.getByRole('button', { name: '读取' }).click()
    await page.locator('[data-fault]').first().waitFor()
    shownMs = performance.now() - began
  })
  const cell = page.getByLabel('第 3 行 手机')
  const correctionTask = await longestTask(browser, page, async () => {
    const began = performance.now()
    await cell.fill('13899990000')
    // The row stays in its place and loses the mark of a fault.
    await cell.and(page.locator(':not([data-fault])')).waitFor()
    correctionMs = performance.now() - began
  })
  await browser.close()
  return { shownMs, readTask, correctionMs, correctionTask }
}

async function measureReview(environment: CrashEnvironment, id: string) {
  const { browser, page, open } = await openPage(environment, { userid: OPS, path: `/joiners/batches/${id}` })
  const confirm = page.getByRole('button', { name: `确认 ${String(ROWS)} 位` })
  let [openMs, confirmMs] = [0, 0]
  const openTask = await longestTask(browser, page, async () => {
    const began = performance.now()
    await open()
    await confirm.waitFor()
    openMs = performance.now() - began
  })
  await page.waitForLoadState('networkidle')
  const confirmTask = await longestTask(browser, page, async () => {
    const began = performance.now()
    await confirm.click()
    await page.getByText('待建账号').first().waitFor()
    confirmMs = performance.now() - began
  })
  await browser.close()
  return { openMs, openTask, confirmMs, confirmTask }
}

const postgres = await startPostgres()
const environment = await createCrashEnvironment(postgres.url, `desk_joiners_${String(process.pid)}`, company)
await environment.start()
const { state } = environment.platform
const url = environment.urls[0]!
const faulty = rowsFor(environment.today(), FAULTY)

const cpu = () =>
  environment.pids().reduce((sum, pid) => sum + processCpuMs(pid), 0) +
  (postgres.pid ? processTreeCpuMs(postgres.pid) : 0)
/** The baseline: the same rows from a member who may not check them are read, parsed and refused. */
const refusalTimes: number[] = []
const checkTimes: number[] = []
const checkCpu: number[] = []
for (let round = 0; round <= ROUNDS; round += 1) {
  const refusalBegan = performance.now()
  const refused = await environment.client.post(url, WITHOUT_ROLE, '/api/joiners/check', { rows: faulty })
  const refusalMs = performance.now() - refusalBegan
  if (refused.status !== 403 && refused.status !== 404)
    throw new Error(`the check of a member without a role got ${String(refused.status)}`)
  const [began, cpuBefore] = [performance.now(), cpu()]
  const { status, body } = await environment.client.post<JoinerCheck>(url, HR, '/api/joiners/check', { rows: faulty })
  if (status !== 200 || body.rows.filter(({ faults }) => faults.length > 0).length !== FAULTY)
    throw new Error(`the check got ${String(status)} ${JSON.stringify(body).slice(0, 400)}`)
  if (round === 0) continue
  refusalTimes.push(refusalMs)
  checkTimes.push(performance.now() - began)
  checkCpu.push(cpu() - cpuBefore)
}
/** Counts the calls that create accounts, look one up by phone or email, or are about many members. */
const countAccountCalls = () =>
  state.calls.filter(({ path }) => /user\/(create|getuserid|get_userid)|batch\//.test(path)).length
const callsBefore = countAccountCalls()
const desk = await measurePage(environment, sheetText(faulty), 1)
const phone = await measurePage(environment, sheetText(faulty), SLOW_CPU)
const callsOfCheck = countAccountCalls() - callsBefore

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

/** The most calls within a minute, by API. */
const busiest = new Map<string, number>()
const recordBusiest = () => {
  for (const [api, { inMinute }] of Object.entries(state.limitUse.apis))
    busiest.set(api, Math.max(busiest.get(api) ?? 0, inMinute))
}
const callsTo = (api: string) => state.calls.filter(({ path }) => path.endsWith(api)).length
const created = () =>
  state.effects.flatMap((entry) => (entry.effect === 'member.create' && entry.by === 'contacts' ? [entry.userid] : []))
const invited = () => state.effects.flatMap((entry) => (entry.effect === 'invite' ? entry.to : []))
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
    recordBusiest()
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
  CREATION_TIMEOUT_MS,
)
const createMs = performance.now() - createBegan
environment.arm({ point: 'account.invited', nth: 1 })
await until(
  'all invitations',
  async () => {
    recordBusiest()
    return (await areAll('invited')) ? true : null
  },
  CREATION_TIMEOUT_MS,
)
const allCreated = created()
const invitingKills = environment.kills.get('account.invited') ?? 0
const figures: Figure[] = [
  { what: 'rows', value: ROWS, unit: '' },
  { what: 'the same rows, refused, median', value: Math.round(median(refusalTimes)), unit: 'ms' },
  { what: 'check on the server, median', value: Math.round(median(checkTimes)), unit: 'ms', goal: SHOWN_MS },
  { what: 'check, against the refused rows', value: rounded(median(checkTimes) / median(refusalTimes), 2), unit: '×' },
  { what: 'CPU of a check, servers and database, median', value: Math.round(median(checkCpu)), unit: 'ms' },
  {
    what: 'calls of user/create, user/getuserid, user/get_userid_by_email and batch/* by checks',
    value: callsOfCheck,
    unit: '',
    goal: 0,
  },
  { what: 'faults shown, desk', value: Math.round(desk.shownMs), unit: 'ms', goal: SHOWN_MS },
  { what: 'longest task while reading, desk', value: desk.readTask, unit: 'ms', goal: TASK_MS },
  {
    what: 'one correction until its fault is gone, desk',
    value: Math.round(desk.correctionMs),
    unit: 'ms',
    goal: SHOWN_MS,
  },
  { what: 'longest task while correcting, desk', value: desk.correctionTask, unit: 'ms', goal: TASK_MS },
  { what: 'faults shown, CPU at a quarter of its speed', value: Math.round(phone.shownMs), unit: 'ms' },
  { what: 'longest task while reading, CPU at a quarter of its speed', value: phone.readTask, unit: 'ms' },
  { what: 'longest task while correcting, CPU at a quarter of its speed', value: phone.correctionTask, unit: 'ms' },
  { what: 'submitting', value: Math.round(submitMs), unit: 'ms' },
  { what: 'review opened', value: Math.round(review.openMs), unit: 'ms' },
  { what: 'longest task while opening the review', value: review.openTask, unit: 'ms', goal: TASK_MS },
  { what: 'confirming', value: Math.round(review.confirmMs), unit: 'ms' },
  { what: 'longest task while confirming', value: review.confirmTask, unit: 'ms', goal: TASK_MS },
  { what: 'kills while accounts are created', value: killed, unit: '' },
  { what: 'kills while members are invited', value: invitingKills, unit: '' },
  { what: 'missing kills while members are invited', value: Math.max(0, 1 - invitingKills), unit: '', goal: 0 },
  { what: 'accounts created', value: allCreated.length, unit: '' },
  { what: 'accounts created twice', value: allCreated.length - new Set(allCreated).size, unit: '', goal: 0 },
  { what: 'rows without an account', value: ROWS - new Set(allCreated).size, unit: '', goal: 0 },
  { what: 'members not invited', value: ROWS - new Set(invited()).size, unit: '', goal: 0 },
  {
    what: 'calls that WeCom limited',
    value: state.calls.filter(({ errcode }) => errcode === 45009).length,
    unit: '',
    goal: 0,
  },
  ...['user/create', 'user/get', 'user/getuserid'].map((api) => ({
    what: `${api}, calls for an account`,
    value: rounded(callsTo(api) / ROWS, 2),
    unit: '',
  })),
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
