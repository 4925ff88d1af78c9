import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Locator, Page } from '@playwright/test'
import { openPhone } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect } from './fixtures.ts'
import { expectTaps } from './count-taps.ts'
import { groupIdOf } from './groups.steps.ts'
import { requestInfoChange } from './info-change.steps.ts'
import { makeGuardian } from './lost-device.steps.ts'
import { simulatedPhone } from './simulated-phone.ts'

const OPS = 'chenhaiyan'
const HEIR_TAPS = 1

export type Person = { userid: string; name: string }
type Stack = { gatewayUrl: string; simulatorUrl: string; simulator: SimulatorClient }

/** A leaver, what they hold, and their heirs: the people who take it over. */
export type Cast = {
  leaver: Person
  /** The department of the leaver, as the names of groups have it, and the topics of two groups. */
  department: string
  topics: readonly [string, string]
  partner: Person
  /** The colleague who chose the leaver as guardian. */
  ward: Person
  /** Submits a request that the leaver has to decide, as an admin of this department. */
  applicant: Person & { departmentId: number; position: string }
  /** The heir whom HR names first, who declines. That is reported to `above`, who names `owner` and `sponsor`. */
  first: Person
  above: Person
  owner: Person
  sponsor: Person
}

/** 高峰 of the purchasing group, and their heirs. */
export const purchasing: Cast = {
  leaver: { userid: 'gaofeng', name: '高峰' },
  department: '采购组',
  topics: ['供应商对账', '备件寻源'],
  partner: { userid: 'tanjing', name: '谭静' },
  ward: { userid: 'wangfang', name: '王芳' },
  applicant: { userid: 'xujiaqi', name: '徐佳琪', departmentId: 12, position: '采购工程师' },
  first: { userid: 'xujiaqi', name: '徐佳琪' },
  above: { userid: 'zhouqiming', name: '周启明' },
  owner: { userid: 'luowenjing', name: '罗文静' },
  sponsor: { userid: 'qinyue', name: '秦悦' },
}

/** 邓超 of the machining workshop, and their heirs. */
export const machining: Cast = {
  leaver: { userid: 'dengchao', name: '邓超' },
  department: '精加工车间',
  topics: ['夜班交接', '工装借用'],
  partner: { userid: 'zhongkaiwen', name: '钟凯文' },
  ward: { userid: 'hanxueqin', name: '韩雪琴' },
  applicant: { userid: 'liangbo', name: '梁波', departmentId: 17, position: '数控操作工' },
  first: { userid: 'caimeiling', name: '蔡美玲' },
  above: { userid: 'penglei', name: '彭磊' },
  owner: { userid: 'songyang', name: '宋洋' },
  sponsor: { userid: 'yuting', name: '于婷' },
}

/**
 * Lets the leaver own two groups, sponsor a partner, guard a colleague, and have a request to decide. Returns the names of the
 * groups and the path of the request.
 */
export async function giveHoldings(stack: Stack, cast: Cast): Promise<{ groups: string[]; request: string }> {
  const { gatewayUrl } = stack
  const { leaver, partner, ward, applicant } = cast
  const groups = await makeGroups(stack, cast)
  await makeGuardian(gatewayUrl, ward.userid, leaver.userid)
  const ops = await openPhone(gatewayUrl, OPS)
  const contract = { userid: partner.userid, company: '外协厂', sponsor: leaver.userid, endsOn: '2026-12-31' }
  await postOrThrow(ops, '/api/settings/partners', contract)
  const { departmentId, position } = applicant
  await postOrThrow(ops, '/api/settings/roles', { role: 'dept_admin', userid: leaver.userid, departmentId })
  const { id } = await requestInfoChange(gatewayUrl, applicant.userid, {
    position: { from: position, to: `高级${position}` },
  })
  const { allowed } = await (await openPhone(gatewayUrl, leaver.userid)).get<RequestView>(`/api/requests/${id}`)
  expect(allowed).toContain('decide')
  return { groups, request: `/requests/${id}` }
}

/** Creates two groups of the leaver in WeCom. Returns their names. */
async function makeGroups(
  { gatewayUrl, simulator }: Stack,
  { leaver, department, topics, first, owner, above }: Cast,
): Promise<string[]> {
  const phone = await openPhone(gatewayUrl, leaver.userid)
  const decider = await openPhone(gatewayUrl, above.userid)
  const submitted: { id: string; name: string }[] = []
  for (const [nth, topic] of topics.entries()) {
    const name = `${topic}-${department}-专项-至26年6月`
    const payload = {
      template: 'special',
      topic,
      name,
      purpose: `${topic}当天拉齐`,
      expiresOn: '2026-06-30',
      deputyId: first.userid,
      members: [first.userid, owner.userid],
      seenSimilar: [],
    }
    const key = { 'idempotency-key': `group-of-${leaver.userid}-${String(nth)}` }
    const body = { kind: 'group_create', payload }
    const { id, version, seenHash } = await postOrThrow<RequestView>(phone, '/api/requests', body, key)
    const fields = { group: { verdict: 'agree' } }
    await postOrThrow(decider, `/api/requests/${id}/decision`, { version, seenHash, fields })
    submitted.push({ id, name })
  }
  await simulator.clock.advance({ minutes: 2 })
  for (const { id } of submitted) await groupIdOf(gatewayUrl, leaver.userid, id)
  return submitted.map(({ name }) => name)
}

/** Names an heir: opens the sheet, and taps on the person. */
export async function nameHeir(
  page: Page,
  open: Locator,
  { name }: Person,
  tap: (target: Locator) => Promise<void> = (target) => target.click(),
): Promise<void> {
  await tap(open)
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('combobox').fill(name)
  await tap(sheet.getByRole('option', { name: new RegExp(name) }).first())
  await expect(sheet).toHaveCount(0)
}

/** Answers an offer with one tap in the message, without opening the page. */
export async function answerInMessage(
  page: Page,
  { simulatorUrl }: Stack,
  heir: Person,
  { answer, count }: { answer: '接手' | '拒绝'; count: number },
): Promise<void> {
  await page.goto(`${simulatorUrl}/?as=${heir.userid}`)
  const phone = simulatedPhone(page)
  const card = phone.screen.getByRole('article', { name: /^请接手.* 项事项$/ }).last()
  await phone.tap(card.getByRole('button', { name: answer, exact: true }))
  await expect(phone.screen.getByText(`已${answer} ${String(count)} 项`).last()).toBeVisible()
  expectTaps(`${heir.name} answers an offer in the message: ${answer}`, phone.taps(), HEIR_TAPS)
}

/** Opens the closing of somebody from HR's list of disabled accounts. Returns its path. */
export async function openDisabled(page: Page, { name }: Person): Promise<string> {
  await waitForHydration(page)
  await page.getByRole('link', { name }).first().click()
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible()
  return new URL(page.url()).pathname
}

/** Asks for the deletion of an account as HR, on its page. */
export async function askDeletion(page: Page, keepDays: number): Promise<void> {
  await page.getByRole('button', { name: '申请删除账号' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByLabel('停用后保留天数').fill(String(keepDays))
  await sheet.getByLabel('保留哪些资料、由谁保管').fill('签收记录保留五年')
  await sheet.getByRole('button', { name: '申请删除', exact: true }).click()
  await expect(page.getByText(/申请删除，.*起可以删除/)).toBeVisible()
}

/** Confirms the deletion of an account as another person, on its page. Returns the sheet, which stays if it is refused. */
export async function confirmDeletion(page: Page): Promise<Locator> {
  await waitForHydration(page)
  await page.getByRole('button', { name: '确认删除账号' }).click()
  const sheet = page.getByRole('dialog')
  await sheet.getByRole('button', { name: '确认删除账号' }).click()
  return sheet
}

/** Approves the change of a transfer: the department, then the management department, which confirms a new department. */
export async function approveTransfer({ gatewayUrl, simulator }: Stack, path: string, admin: string): Promise<void> {
  const fields = { department: { verdict: 'agree' }, position: { verdict: 'agree' } }
  for (const userid of [admin, OPS]) {
    const decider = await openPhone(gatewayUrl, userid)
    const { version, seenHash } = await until(`the step of ${userid}`, async () => {
      const request = await decider.get<RequestView>(path)
      return request.allowed.includes('decide') ? request : null
    })
    await postOrThrow(decider, `${path}/decision`, { version, seenHash, fields })
    await simulator.clock.advance({ minutes: 2 })
  }
}

/** Returns how many members have to sign, as the board of the policy shows it. */
export async function countRequiredOnBoard(
  openAs: (userid: string, path: string) => Promise<Page>,
  policy: string,
): Promise<number> {
  const page = await openAs(OPS, `/policies/${policy}/board`)
  const equation = await page.getByText(/^\d+ 应签 = /).innerText()
  return Number.parseInt(equation, 10)
}
