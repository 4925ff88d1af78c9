import type { BatchView, OpeningView } from '@desk/shared/accounts/account-schemas'
import { writeXlsx } from '@desk/server/xlsx'
import type { Locator, Page } from '@playwright/test'
import { readFile } from 'node:fs/promises'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { postOrThrow } from '../lib/publish-policy.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import type { SimCall } from '../wecom-simulator/call-log.ts'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { expect } from './fixtures.ts'
import { DESK } from './viewports.ts'
import { chatText } from './chat-text.ts'
import { timeOf, ZONE } from './days.ts'

const SLOW = { timeout: 60_000 }
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const HEADINGS = [
  '姓名',
  '账号',
  '手机',
  '部门',
  '岗位',
  '报到日',
  '合作公司',
  '对接人',
  '合作到期',
  '身份证号',
] as const
export type Line = Partial<Record<(typeof HEADINGS)[number], string>>

/** Returns the milliseconds from `now` until 18:00 on the same day; negative after 18:00. */
export function msUntilEvening(now: number): number {
  return timeOf(now, 18) - now
}

/** Builds thirty lines of a sheet of joiners, of which seven have one fault each. */
export function makeThirtyLines(startsOn: string): Line[] {
  const lines: Line[] = Array.from({ length: 30 }, (_, nth) => ({
    姓名: `新同事${'甲乙丙丁戊己庚辛壬癸'.charAt(nth % 10)}${'一二三'.charAt(Math.floor(nth / 10))}`,
    账号: `joiner${String(nth + 1)}`,
    手机: `1391${String(1_000_001 + nth)}`,
    部门: '来料检验组',
    岗位: '检验员',
    报到日: startsOn,
    身份证号: '440300199001011234',
  }))
  const spoil = (index: number, changes: Line) => Object.assign(lines[index] ?? {}, changes)
  spoil(1, { 姓名: '' })
  spoil(3, { 手机: '139100041' })
  spoil(5, { 部门: '来料检验' })
  spoil(7, { 报到日: '2026-01-05' })
  spoil(9, { 账号: 'guoji' })
  spoil(11, { 手机: '13911000001' })
  spoil(13, { 合作公司: '驻厂外协', 对接人: '李敏' })
  return lines
}

/** Lists how HR corrects the seven faults. The department is corrected by choosing the suggestion. */
const listCorrections = (startsOn: string): [index: number, field: keyof Line, value: string][] => [
  [1, '姓名', '新同事乙'],
  [3, '手机', '13910004100'],
  [5, '部门', '来料检验组'],
  [7, '报到日', startsOn],
  [9, '账号', 'joiner10'],
  [11, '手机', '13910001200'],
  [13, '合作到期', '2026-08-31'],
]

/** Returns the thirty lines as HR submits them, with the seven faults corrected. */
export function makeCorrectedLines(startsOn: string): Line[] {
  const lines = makeThirtyLines(startsOn)
  for (const [index, field, value] of listCorrections(startsOn)) Object.assign(lines[index] ?? {}, { [field]: value })
  return lines
}

/** Downloads the template of the sheet, and has the page read it: its headings are known, and it has no row. */
export async function downloadTemplate(page: Page): Promise<void> {
  await waitForHydration(page)
  await page.getByRole('button', { name: '下载模板' }).click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: '下载', exact: true }).click()
  const download = await downloading
  const name = download.suggestedFilename()
  expect(name).toBe('待入职.xlsx')
  const buffer = await readFile(await download.path())
  await page.locator('input[type=file]').setInputFiles({ name, mimeType: XLSX, buffer })
  await expect(page.getByText('没有读到数据行')).toBeVisible(SLOW)
}

/** Pastes the thirty lines, reads the seven faults, corrects them in place and submits. */
export async function pasteAndCorrect(
  page: Page,
  startsOn: string,
  tap: (target: Locator) => Promise<void>,
): Promise<void> {
  await waitForHydration(page)
  await page.getByRole('textbox', { name: '粘贴表格' }).fill(toPaste(makeThirtyLines(startsOn)))
  await tap(page.getByRole('button', { name: '读取' }))
  await expect(page.getByRole('button', { name: '先改好 7 行' })).toBeVisible(SLOW)
  await expect(page.getByText('没有读取的列：身份证号')).toBeVisible()
  await expect(page.locator('[data-fault]')).toHaveCount(7)
  await tap(page.getByRole('button', { name: '先改好 7 行' }))
  for (const [index, field, value] of listCorrections(startsOn))
    // Row 1 of the sheet has the headings.
    if (field === '部门') await tap(page.getByRole('button', { name: /来料检验组$/ }).first())
    else await page.getByLabel(`第 ${String(index + 2)} 行 ${field}`).fill(value)
  await tap(page.getByRole('button', { name: '提交 30 位' }))
  await expect(page).toHaveURL(/\/joiners\/batches\/acb_/)
}

/** Returns the lines as the text of a copied sheet. */
export const toPaste = (lines: readonly Line[]): string =>
  [HEADINGS.join('\t'), ...lines.map((line) => HEADINGS.map((name) => line[name] ?? '').join('\t'))].join('\n')

/** Returns the lines as a workbook. `filler`: the text of one more column. */
export async function toXlsx(lines: readonly Line[], filler = ''): Promise<Buffer> {
  const rows = lines.map((line) => [...HEADINGS.map((name) => line[name] ?? ''), filler])
  async function* sheets() {
    yield await Promise.resolve({
      name: '入职',
      title: [],
      headings: [...HEADINGS, '备注'].map((name) => ({ name, width: 12 })),
      rows: rows.map((row) => [row]),
    })
  }
  const parts: Uint8Array[] = []
  for await (const part of writeXlsx(sheets(), { timeZone: ZONE, madeAt: new Date('2026-03-17T02:00:00Z') }))
    parts.push(part)
  return Buffer.concat(parts)
}

/** Fills the form of one joiner. The page keeps the department of the joiner entered before. */
export async function fillJoiner(page: Page, name: string, mobile: string, startsOn: string): Promise<void> {
  await page.getByLabel('姓名', { exact: true }).fill(name)
  await page.getByLabel('手机', { exact: true }).fill(mobile)
  const department = page.getByRole('searchbox', { name: '部门' })
  if (await department.isVisible()) {
    await department.fill('来料检验组')
    await page.getByRole('list', { name: '部门' }).getByRole('button').first().click()
  }
  await page.getByLabel('报到日', { exact: true }).fill(startsOn)
}

/** Confirms the batch of this joiner, as the member who is signed in on `reviewer`. */
export async function confirmJoiner(reviewer: PhoneSession, id: string): Promise<void> {
  const { batch } = await reviewer.get<OpeningView>(`/api/joiners/${id}`)
  const path = `/api/joiners/batches/${batch}`
  const { planHash } = await reviewer.get<BatchView>(path)
  await postOrThrow(reviewer, `${path}/decision`, { decision: 'confirm', planHash, excluded: [] })
}

/** Leaves out the third of the thirty joiners, and confirms the others. */
export async function confirmAllButOne(page: Page): Promise<void> {
  await waitForHydration(page)
  await page.getByRole('button', { name: '排除 新同事丙一' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('排除原因').fill('编制未批')
  await dialog.getByRole('button', { name: '排除 新同事丙一' }).click()
  await page.getByRole('button', { name: '确认 29 位' }).click()
  await expect(page.getByText('原因：编制未批')).toBeVisible()
}

type FirstDayContext = {
  openAs: (userid: string, path: string, device: { ua: 'windows' }) => Promise<Page>
  page: Page
  stack: { gatewayUrl: string }
  simulator: SimulatorClient
}

/** Lets a joiner sign in and do the first day at a desk. Needs a day without a policy in force; chooses the guardian. */
export async function firstDayAtDesk(
  { openAs, page, stack, simulator }: FirstDayContext,
  userid: string,
): Promise<void> {
  await simulator.activateMember(userid)
  await until('the welcome', async () => ((await chatText(simulator, userid)).includes('欢迎加入') ? true : null))
  await postOrThrow(await openPhone(stack.gatewayUrl, userid), '/api/guardians', { userid: 'limin' })
  await page.setViewportSize(DESK)
  await openAs(userid, '/first-day', { ua: 'windows' })
  await waitForHydration(page)
  await page.getByRole('button', { name: '都对' }).click()
  await attestPassword(page)
  await page.getByRole('button', { name: '已认识' }).click()
  await expect(page.getByText('第一天都办完了')).toBeVisible()
}

/** Confirms the three statements about the member's password. */
export async function attestPassword(page: Page): Promise<void> {
  for (const sentence of ['已改掉初始密码，并且足够长', '没有在其他平台用过', '没有告诉任何人'])
    await page.getByText(sentence).click()
  await page.getByRole('button', { name: '确认', exact: true }).click()
}

/** Lists the accounts that the app created, and the invitations that it sent. */
export async function listOpenedAccounts(
  simulator: SimulatorClient,
): Promise<{ created: string[]; invited: string[] }> {
  const effects = await simulator.effects()
  return {
    created: effects.flatMap((entry) =>
      entry.effect === 'member.create' && entry.by === 'contacts' ? [entry.userid] : [],
    ),
    invited: effects.flatMap((entry) => (entry.effect === 'invite' ? entry.to : [])),
  }
}

/**
 * Lists the calls that this app made to `/cgi-bin/${path}`, or with `userid` only those about this member. The calls of a
 * second writer are not logged.
 */
export const callsOf = async (simulator: SimulatorClient, path: string, userid?: string): Promise<SimCall[]> =>
  (await simulator.calls()).filter(
    (call) =>
      call.path === `/cgi-bin/${path}` &&
      (userid === undefined || (call.body as { userid?: string } | null)?.userid === userid),
  )
