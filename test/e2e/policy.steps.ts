import type { Page } from '@playwright/test'
import type { BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import { openPhone } from '../lib/phone-session.ts'
import { approveVersion, publishVersion, templateId as templateOf } from '../lib/publish-policy.ts'
import { expect } from './fixtures.ts'

/** The template that every new installation brings. */
export const templateId = async (gatewayUrl: string): Promise<string> =>
  templateOf(await openPhone(gatewayUrl, 'chenhaiyan'))

type Change = (draft: PolicyDraft) => PolicyDraft

/** 陈海燕 writes and hands in, 唐振华 approves, 陈海燕 publishes, on the day of the simulated clock. */
export async function publish(
  gatewayUrl: string,
  id: string,
  kind: VersionKind,
  change: Change,
  today: string,
): Promise<void> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  await publishVersion({ author, lead }, { id, kind, change, today })
}

/** As far as another's approval: publishing is what the test is about. */
export async function approve(gatewayUrl: string, id: string, change: Change): Promise<void> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  await approveVersion({ author, lead }, { id, change })
}

/** These clauses with another text. */
export const withBody =
  (ids: readonly string[], body: string) =>
  (draft: PolicyDraft): PolicyDraft => ({
    ...draft,
    clauses: draft.clauses.map((clause) =>
      ids.includes(clause.id)
        ? {
            ...clause,
            zh: { ...clause.zh, body, why: '说清楚' },
            en: clause.en && { ...clause.en, body: `Now: ${body.length}` },
          }
        : clause,
    ),
  })

export async function countsOf(gatewayUrl: string, id: string): Promise<StateCounts> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  return (await ops.get<BoardView>(`/api/policies/${id}/board`)).counts
}

/** Scrolls as a thumb does, a screen at a time, until everything that is asked was in view for long enough. */
export async function readToTheEnd(page: Page): Promise<void> {
  const sign = page.getByRole('button', { name: /^(签收 |Sign version)/ })
  const next = page.locator('[data-reading="in-view"], [data-reading="unread"]').first()
  await expect(async () => {
    if (await sign.isVisible()) return
    const id = await next.getAttribute('id', { timeout: 1_000 })
    const clause = page.locator(`[id="${String(id)}"]`)
    await clause.evaluate((element) => {
      scrollBy({ top: element.getBoundingClientRect().top - 120 })
    })
    await expect(clause).toHaveAttribute('data-reading', 'read', { timeout: 6_000 })
    expect(await sign.isVisible()).toBe(true)
  }).toPass({ timeout: 45_000, intervals: [250] })
}
