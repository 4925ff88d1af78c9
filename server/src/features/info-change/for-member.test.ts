import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import { repeatPath } from '@desk/shared/pages/resubmission-paths'
import { describe, expect } from 'vitest'
import { requireRequest } from '../requests/model/request-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { passUndoWindow } from '../../testing/fixtures/undo-window.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, bothFields, decisionOn, submitForMember, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { resubmitRequest } from '../requests/commands/resubmit-request.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { withdrawRequest } from '../requests/commands/withdraw-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { listApprovals } from '../requests/inbox/list-requests.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'
import { getManualEntry } from './get-manual-entry.ts'

const reason = { code: 'needs_proof', text: '' } as const

describe('a returned request for another member', () => {
  const returned = async (kit: Kit) => {
    const people = await submitForMember(kit)
    const { id, version } = await returnRequest(kit.deps, people.deputy, { ...decisionOn(people.view, {}), reason })
    const resubmit = (payload: InfoChangePayload) =>
      resubmitRequest(kit.deps, people.admin, { id, version, draft: { kind: 'info_change', payload } })
    return { ...people, id, resubmit }
  }

  test.for([undefined, 'limin', 'zhou'])('is not resubmitted about somebody else: %s', async (subjectId, { kit }) => {
    const { id, resubmit } = await returned(kit)
    const telephone = { from: '0755-1000', to: '0755-3000' }
    await expect(resubmit({ telephone, ...(subjectId ? { subjectId } : {}) })).rejects.toMatchObject({
      details: { fields: [{ path: 'draft.payload.subjectId', code: 'subject.other' }] },
    })
    expect(await requireRequest(kit.deps.db, id)).toMatchObject({ state: 'returned', subjectId: 'guoji' })
  })

  test('is resubmitted about the same member', async ({ kit }) => {
    const { resubmit } = await returned(kit)
    const again = await resubmit({ telephone: { from: '0755-1000', to: '0755-3000' }, subjectId: 'GuoJi' })
    expect(again).toMatchObject({ state: 'open', subject: { userid: 'guoji' }, deciders: [{ userid: 'zhou' }] })
  })

  test('a request for oneself is not resubmitted about another member', async ({ kit }) => {
    const { admin, deputy } = await submitForMember(kit)
    const own = await submitInfoChange(kit, admin, { telephone: { from: '0755-1000', to: '0755-2000' } })
    const { id, version } = await returnRequest(kit.deps, deputy, { ...decisionOn(own, {}), reason })
    const payload = { subjectId: 'guoji', alias: { from: '', to: '小郭' } }
    const draft = { kind: 'info_change', payload } as const
    await expect(resubmitRequest(kit.deps, admin, { id, version, draft })).rejects.toMatchObject({
      details: { fields: [{ code: 'subject.other' }] },
    })
  })
})

test('a withdrawn request for a member fills the form for that member only', async ({ kit }) => {
  const { admin, view } = await submitForMember(kit)
  const withdrawn = await withdrawRequest(kit.deps, admin, { id: view.id, version: view.version })
  expect(repeatPath(withdrawn)).toBe(`/requests/new/info-change?again=${view.id}&for=guoji`)
  expect((await getInfoChangeForm(kit.deps, admin, { again: view.id })).again).toBeNull()
  const form = await getInfoChangeForm(kit.deps, admin, { again: view.id, for: 'GuoJi' })
  expect(form).toMatchObject({ subject: { userid: 'guoji' }, again: { id: view.id } })
})

test('the manual task of a change for a member names that member, on the card and on the sheet', async ({ kit }) => {
  const { site } = kit.deps
  Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } })
  const { deputy, view } = await submitForMember(kit)
  const ops = await kit.given.member({ userid: 'olga', name: '陈立', roles: ['ops'] })
  await decideRequest(kit.deps, deputy, decisionOn(view, { position: agree, telephone: agree }))
  passUndoWindow(kit)
  await drainOutbox(kit.deps)
  const sheet = await getManualEntry(kit.deps, ops, view.id)
  expect(sheet.member).toEqual({ userid: 'guoji', name: '郭𠮷', department: ['来料检验组'] })
  const card = kit.deps.wecom.sent.find(({ userid }) => userid === 'olga')?.card
  expect(card?.title).toBe('待手动修改：郭𠮷 2 项')
})

test('a change for a member is found in the inbox by the name of the member and of the applicant', async ({ kit }) => {
  const { deputy, view } = await submitForMember(kit)
  const found = async (q: string) =>
    (await listApprovals(kit.deps, deputy, { list: 'waiting', q })).items.map(({ id }) => id)
  expect(await found('郭')).toEqual([view.id])
  expect(await found('李敏')).toEqual([view.id])
  expect(await found('周启明')).toEqual([])
})

test('the member of a change for a member reads their own number in full', async ({ kit }) => {
  const { member, view } = await submitForMember(kit)
  const { changes } = await getRequest(kit.deps, member, view.id)
  expect(changes.map(({ to }) => to)).toEqual([bothFields.position?.to, bothFields.telephone?.to])
})
