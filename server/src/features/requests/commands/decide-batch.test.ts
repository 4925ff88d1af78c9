import type { BatchAnswer } from '@desk/shared/requests/approval-schemas'
import { describe, expect } from 'vitest'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { smallCompany, submitInfoChange, needsProof } from '../../../testing/request-fixtures.ts'
import { decideBatch } from './decide-batch.ts'
import { undoDecision } from './undo-request.ts'
import { withUndo } from '../../../testing/fixtures/undo-window.ts'

async function createOpenRequest(kit: Kit) {
  const company = await smallCompany(kit)
  return { ...company, view: await submitInfoChange(kit, company.applicant) }
}

describe('decideBatch', () => {
  test('decideBatch decides each item separately, and only what was on screen', async ({ kit }) => {
    const { admin, department, view } = await createOpenRequest(kit)
    const views = await Promise.all(
      ['a', 'b', 'c'].map(async (userid) =>
        submitInfoChange(kit, await kit.given.member({ userid, department }), {
          position: { from: '店员', to: '店长' },
        }),
      ),
    )
    const [first, second, third] = views
    if (!first || !second || !third) throw new Error('three requests must be submitted')
    const item = ({ id, version, seenHash }: typeof view) => ({ id, version, seenHash })
    const answer = await decideBatch(kit.deps, admin, {
      items: [
        { ...item(first), decision: { do: 'agree' } },
        { ...item(second), decision: { do: 'return', reason: needsProof } },
        { ...item(third), seenHash: 'f'.repeat(64), decision: { do: 'agree' } },
      ],
    })
    expect(answer.items.map(({ ok, code }) => [ok, code])).toEqual([
      [true, null],
      [true, null],
      [false, 'request.changed_meanwhile'],
    ])
    expect(answer).toMatchObject({ waitingForMe: 2, nextForMe: view.id })
    expect(answer.items[2]?.view).toMatchObject({ state: 'open' })
  })

  test('decideBatch returns for each decided item only the end of its undo window', async ({ kit }) => {
    const { admin, view } = await createOpenRequest(kit)
    const deps = withUndo(kit)
    const { id, version, seenHash } = view
    const { items } = await decideBatch(deps, admin, { items: [{ id, version, seenHash, decision: { do: 'agree' } }] })
    const until = new Date(deps.clock.now().getTime() + 60_000).toISOString()
    expect(items).toEqual([{ id, ok: true, code: null, undo: { version: version + 1, until }, view: null }])
    expect((await undoDecision(deps, admin, { id, version: version + 1 })).state).toBe('open')
  })

  test('decideBatch repeated with its key gives the same answers for the items that it decided, with their undo windows', async ({
    kit,
  }) => {
    const { admin, department, view } = await createOpenRequest(kit)
    const member = await kit.given.member({ userid: 'a', department })
    const returned = await submitInfoChange(kit, member, { position: { from: '店员', to: '店长' } })
    const item = ({ id, version, seenHash }: typeof view) => ({ id, version, seenHash })
    const items = [
      { ...item(view), decision: { do: 'agree' } },
      { ...item(returned), decision: { do: 'return', reason: needsProof } },
    ]
    const { requestAs } = createTestClient(withUndo(kit))
    const decide = async () => {
      const key = { 'idempotency-key': 'key-of-a-batch' }
      const answer = await requestAs(admin, 'POST', '/api/approvals/batch', { items }, key)
      return ((await answer.json()) as BatchAnswer).items
    }
    const first = await decide()
    expect(first).toMatchObject([{ ok: true, undo: { version: view.version + 1 } }, { ok: true }])
    expect(await decide()).toEqual(first)
  })

  test('decideBatch refuses requests that must be opened', async ({ kit }) => {
    const { admin, view } = await createOpenRequest(kit)
    const { kinds } = kit.deps
    const risky = {
      ...kit.deps,
      kinds: { ...kinds, info_change: { ...kinds.info_change, riskTest: async () => () => true } },
    }
    const { id, version, seenHash } = view
    const both = [{ do: 'agree' } as const, { do: 'return', reason: needsProof } as const]
    for (const decision of both) {
      const answer = await decideBatch(risky, admin, { items: [{ id, version, seenHash, decision }] })
      expect(answer.items).toMatchObject([{ ok: false, code: 'request.must_be_opened' }])
    }
  })
})
