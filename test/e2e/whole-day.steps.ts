import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Browser, Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import type { PhoneSession } from '../lib/phone-session.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { expect } from './whole-day.fixtures.ts'
import { PHONE } from './viewports.ts'
import { timeOf, ZONE } from './days.ts'
import { AFTER_UNDO_MS } from '../lib/after-undo.ts'

/** Advances the clock to this time of the current day. */
export async function advanceClockTo(simulator: SimulatorClient, hour: number, minute = 0): Promise<void> {
  const now = await simulator.clock.now()
  const wanted = timeOf(now, hour, minute)
  if (wanted < now) throw new Error(`the clock is already past ${String(hour)}:${String(minute).padStart(2, '0')}`)
  await simulator.advanceClock(wanted - now)
}

/** Advances the clock past the undo window. */
export const advancePastUndo = (simulator: SimulatorClient) => simulator.advanceClock(AFTER_UNDO_MS)

/** Opens a separate phone or desktop browser for a member. */
export async function openOtherDevice(
  browser: Browser,
  gatewayUrl: string,
  open: { userid: string; to: string; ua?: 'browser' },
): Promise<Page> {
  const page = await (await browser.newContext({ locale: 'zh-CN', timezoneId: ZONE, viewport: PHONE })).newPage()
  await page.goto(`${gatewayUrl}/__device__/open?${new URLSearchParams(open)}`)
  // In a desktop browser WeCom first asks for the member.
  if (open.ua === undefined) await waitForHydration(page)
  return page
}

/** Scrolls through the list and selects everything. */
export async function selectAll(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: '批量处理' }).click()
  await expect(page.getByRole('checkbox')).toHaveCount(count)
  for (let row = 0; row < count; row += 1)
    await page
      .getByRole('checkbox')
      .nth(row)
      .evaluate((box) => box.scrollIntoView())
  await page.getByRole('button', { name: `全选已浏览（${String(count)}）` }).click()
}

/** Returns the titles of the messages that this member got after the recorded effect with the number `after`. */
export async function listTitlesTo(simulator: SimulatorClient, userid: string, after: number): Promise<string[]> {
  const effects = await simulator.effects(after)
  return effects.flatMap((entry) => (entry.effect === 'message' && entry.to.includes(userid) ? [entry.title] : []))
}

/** Returns the number of the last effect that the simulated WeCom recorded. */
export const lastSeq = async (simulator: SimulatorClient): Promise<number> =>
  (await simulator.effects()).at(-1)?.seq ?? 0

/** Waits until the request, as this member sees it, satisfies the condition. */
export async function waitForRequest(
  phone: PhoneSession,
  id: string,
  matches: (request: RequestView) => boolean,
): Promise<RequestView> {
  return until(`request ${id} that satisfies the condition`, async () => {
    const request = await phone.get<RequestView>(`/api/requests/${id}`)
    return matches(request) ? request : null
  })
}

const clause = (id: string): DraftClause => ({
  id,
  no: id,
  zh: { title: `第 ${id} 条`, body: '客户资料不出信息部。', why: '' },
  en: null,
})

/** Returns a short policy for one department. */
export const makeSecrecyPolicy = (department: number): PolicyDraft => ({
  zh: { title: '信息部保密守则', consent: '我已读完，愿意遵守。' },
  en: null,
  clauses: [clause('1'), clause('2')],
  audience: { everyone: false, departments: [department], roles: [], partners: false, people: [] },
  daysToSign: 7,
  joinerDays: 3,
  remindEveryDays: 2,
  signing: 'tick',
  isBeforeUse: false,
  files: [],
})
