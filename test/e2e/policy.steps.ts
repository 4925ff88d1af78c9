import type { Page } from '@playwright/test'
import type { BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import { openPhone } from '../lib/phone-session.ts'
import { approveVersion, publishVersion, getTemplateId as templateOf } from '../lib/publish-policy.ts'
import { expect } from './fixtures.ts'

/** Returns the id of the policy template of every new installation. */
export const templateId = async (gatewayUrl: string): Promise<string> =>
  templateOf(await openPhone(gatewayUrl, 'chenhaiyan'))

type Change = (draft: PolicyDraft) => PolicyDraft

/** Publishes a version: 陈海燕 writes and submits it, 唐振华 approves it, 陈海燕 publishes it. */
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

/** Prepares a version up to the approval; the test publishes it. */
export async function approve(gatewayUrl: string, id: string, change: Change): Promise<void> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  await approveVersion({ author, lead }, { id, change })
}

/** Returns a change that keeps only the first clauses, which are read in seconds. */
export const firstClauses =
  (count: number): Change =>
  (draft) => ({ ...draft, clauses: draft.clauses.slice(0, count) })

/** Returns a change that gives these clauses another text. */
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

/** Counts the members by the state of their signature, as the board shows it. */
export async function countsOf(gatewayUrl: string, id: string): Promise<StateCounts> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  return (await ops.get<BoardView>(`/api/policies/${id}/board`)).counts
}

/** Scrolls screen by screen until all required clauses have been visible for long enough. */
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
  }).toPass({ intervals: [250] })
}
