import type { Page } from '@playwright/test'
import type { BoardView, StateCounts } from '@desk/shared/policies/board-schemas'
import type { PolicyEditView, PolicyList } from '@desk/shared/policies/authoring-schemas'
import type { PolicyDraft } from '@desk/shared/policies/policy-draft'
import type { VersionKind } from '@desk/shared/policies/policy-flow'
import type { PolicyReadingView, ReceiptView, SignBody } from '@desk/shared/policies/policy-schemas'
import { openPhone, type PhoneSession } from '../lib/phone-session.ts'
import { expect } from './fixtures.ts'

const manage = '/api/settings/policies'

async function posted<Body>(phone: PhoneSession, path: string, body: unknown): Promise<Body> {
  const answer = await phone.post<Body>(path, body)
  if (answer.status >= 300) throw new Error(`${path}: ${String(answer.status)} ${JSON.stringify(answer.body)}`)
  return answer.body
}

/** The template that every new installation brings. */
export async function templateId(gatewayUrl: string): Promise<string> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  const [first] = (await ops.get<PolicyList>(manage)).items
  if (!first) throw new Error('no template policy was brought')
  return first.id
}

type Change = (draft: PolicyDraft) => PolicyDraft

/** 陈海燕 writes and hands in, 唐振华 approves, 陈海燕 publishes: two people, on the day of the simulated clock. */
export async function publish(
  gatewayUrl: string,
  id: string,
  kind: VersionKind,
  change: Change,
  today: string,
): Promise<PolicyEditView> {
  const author = await openPhone(gatewayUrl, 'chenhaiyan')
  const lead = await openPhone(gatewayUrl, 'tangzhenhua')
  let policy = await author.get<PolicyEditView>(`${manage}/${id}`)
  const edition = () => ({ edition: policy.edition })
  if (policy.allowed.includes('start')) policy = await posted(author, `${manage}/${id}/start`, edition())
  if (!policy.draft) throw new Error('there is no draft to publish')
  policy = await posted(author, `${manage}/${id}/draft`, { ...edition(), content: change(policy.draft.content) })
  policy = await posted(author, `${manage}/${id}/submit`, edition())
  const refused = await author.post<{ error: { code: string } }>(`${manage}/${id}/approve`, edition())
  expect(refused.body.error.code).toBe('policy.self_approval')
  policy = await posted(lead, `${manage}/${id}/approve`, edition())
  return posted(author, `${manage}/${id}/publish`, {
    ...edition(),
    kind,
    effectiveOn: today,
    reason: kind === 'no_resign' ? '错字' : '',
  })
}

/** Signed by a client without a screen, as the page does it after everything was in view. */
export async function signThroughApi(
  gatewayUrl: string,
  userid: string,
  id: string,
  letTimePass: () => Promise<unknown>,
): Promise<ReceiptView> {
  const phone = await openPhone(gatewayUrl, userid)
  const view = await phone.get<PolicyReadingView>(`/api/policies/${id}`)
  await letTimePass()
  const asked = view.clauses.filter(({ isAsked }) => isAsked)
  const body: SignBody = {
    versionId: view.versionId,
    language: view.language,
    token: view.token,
    openedAt: view.openedAt,
    hashes: Object.fromEntries(view.clauses.map(({ id: clause, hash }) => [clause, hash])),
    read: Object.fromEntries(asked.map(({ id: clause, minMs }) => [clause, minMs])),
  }
  return posted(phone, `/api/policies/${id}/signature`, body)
}

export async function countsOf(gatewayUrl: string, id: string): Promise<StateCounts> {
  const ops = await openPhone(gatewayUrl, 'chenhaiyan')
  return (await ops.get<BoardView>(`/api/policies/${id}/board`)).counts
}

/** Scrolls as a thumb does until everything that is asked was in view for long enough. */
export async function readToTheEnd(page: Page): Promise<void> {
  const sign = page.getByRole('button', { name: /^(签收|Sign version)/ })
  await expect(async () => {
    for (const clause of await page.locator('article.clause-card').all()) {
      if (await sign.isVisible()) return
      await clause.evaluate((element) => element.scrollIntoView({ block: 'center' }))
      await expect(clause.locator('.clause-seen')).toBeVisible({ timeout: 6_000 })
    }
    expect(await sign.isVisible()).toBe(true)
  }).toPass({ timeout: 45_000 })
}
