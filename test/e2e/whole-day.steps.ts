import { MINUTE_MS } from '@desk/shared/kernel/durations'
import type { GroupView } from '@desk/shared/groups/group-schemas'
import { dayIn } from '@desk/shared/kernel/calendar-day'
import { instantOf } from '@desk/shared/kernel/working-calendar'
import type { DraftClause, PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import type { Browser, Page } from '@playwright/test'
import { waitForHydration } from '../lib/wait-for-hydration.ts'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import type { SimulatorClient } from '../lib/simulator-client.ts'
import { until } from '../lib/wait-until.ts'
import { expect } from './whole-day.fixtures.ts'

const ZONE = 'Asia/Shanghai'

/** Advances the clock to this time of the current day. */
export async function clockTo(simulator: SimulatorClient, hour: number, minute = 0): Promise<void> {
  const now = await simulator.clock.now()
  const wanted = instantOf(ZONE, dayIn(ZONE, new Date(now)), hour * 60 + minute).getTime()
  if (wanted < now) throw new Error(`it is later than ${String(hour)}:${String(minute)} already`)
  await simulator.advanceClock(wanted - now)
}

export const dayOf = async (simulator: SimulatorClient): Promise<string> =>
  dayIn(ZONE, new Date(await simulator.clock.now()))

/** Advances the clock past the undo window. */
export const pastUndo = (simulator: SimulatorClient) => simulator.advanceClock(MINUTE_MS + 1000)

/** Opens a separate phone or desktop browser for a member. */
export async function otherDevice(
  browser: Browser,
  gatewayUrl: string,
  open: { userid: string; to: string; ua?: 'browser' },
): Promise<Page> {
  const viewport = { width: 375, height: 812 }
  const page = await (await browser.newContext({ locale: 'zh-CN', timezoneId: ZONE, viewport })).newPage()
  await page.goto(`${gatewayUrl}/__device__/open?${new URLSearchParams(open)}`)
  // In a desktop browser WeCom first asks for the member.
  if (open.ua === undefined) await waitForHydration(page)
  return page
}

/** Scrolls through the list and selects everything. */
export async function chooseAll(page: Page, count: number): Promise<void> {
  await page.getByRole('button', { name: '批量处理' }).click()
  await expect(page.getByRole('checkbox')).toHaveCount(count)
  for (let at = 0; at < count; at += 1)
    await page
      .getByRole('checkbox')
      .nth(at)
      .evaluate((box) => box.scrollIntoView())
  await page.getByRole('button', { name: `全选已浏览（${String(count)}）` }).click()
}

/** Waits for a message to this member that contains the text. */
export const waitForMessage = (simulator: SimulatorClient, userid: string, text: string): Promise<true> =>
  until(`"${text}" in the chat of ${userid}`, async () =>
    JSON.stringify(await simulator.chat(userid)).includes(text) ? true : null,
  )

/** Returns the titles of the messages that this member got after that recorded effect. */
export async function titlesTo(simulator: SimulatorClient, userid: string, after: number): Promise<string[]> {
  const ledger = await simulator.effects(after)
  return ledger.flatMap((entry) => (entry.effect === 'message' && entry.to.includes(userid) ? [entry.title] : []))
}

export const lastSeq = async (simulator: SimulatorClient): Promise<number> =>
  (await simulator.effects()).at(-1)?.seq ?? 0

/** Waits until the request, as this member sees it, satisfies the condition. */
export async function requestContent(
  phone: PhoneSession,
  id: string,
  isRight: (request: RequestView) => boolean,
): Promise<RequestView> {
  return until(`request ${id} as it should be`, async () => {
    const request = await phone.get<RequestView>(`/api/requests/${id}`)
    return isRight(request) ? request : null
  })
}

/** Approves through the API as this member and advances the clock past the undo window. */
export async function agree(
  { gatewayUrl, simulator }: { gatewayUrl: string; simulator: SimulatorClient },
  decider: string,
  id: string,
): Promise<void> {
  const phone = await openPhone(gatewayUrl, decider)
  const { version, seenHash, changes } = await phone.get<RequestView>(`/api/requests/${id}`)
  const items = changes.length === 0 ? ['group'] : changes.map(({ field }) => field)
  const fields = Object.fromEntries(items.map((field) => [field, { verdict: 'agree' }]))
  const { status, body } = await phone.post(`/api/requests/${id}/decision`, { version, seenHash, fields })
  if (status !== 200) throw new Error(`${decider} could not agree: ${String(status)} ${JSON.stringify(body)}`)
  await pastUndo(simulator)
}

export async function groupContent(
  gatewayUrl: string,
  userid: string,
  id: string,
  isRight: (group: GroupView) => boolean,
): Promise<GroupView> {
  const phone = await openPhone(gatewayUrl, userid)
  return until('a group as it should be', async () => {
    const group = await phone.get<GroupView>(`/api/groups/${id}`)
    return isRight(group) ? group : null
  })
}

const clause = (id: string): DraftClause => ({
  id,
  no: id,
  zh: { title: `第 ${id} 条`, body: '客户资料不出信息部。', why: '' },
  en: null,
})

/** Publishes a short policy for one department. */
export const secrecyOf = (department: number): PolicyDraft => ({
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
