import type { MemberActor } from '@desk/shared/identity/actor'
import type { InfoChangePayload } from '@desk/shared/info-change/info-change'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import { repeatPath } from '@desk/shared/pages/resubmission-paths'
import { describe, expect } from 'vitest'
import { roleGrants } from '../../db/schema/index.ts'
import { digestText } from '../requests/cards/card-text.ts'
import { requireRequest } from '../requests/model/request-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { passUndoWindow } from '../../testing/fixtures/undo-window.ts'
import { type Kit, test } from '../../testing/kit.ts'
import {
  agree,
  bothFields,
  decisionOn,
  submitForMember,
  submitInfoChange,
  needsProof,
} from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { resubmitRequest } from '../requests/commands/resubmit-request.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { withdrawRequest } from '../requests/commands/withdraw-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { listApprovals } from '../requests/inbox/list-requests.ts'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { fieldSetting } from './field-settings.ts'
import { disputeInfoChange, settleDispute } from './follow-up/dispute.ts'
import { getInfoChangeForm } from './get-info-change-form.ts'
import { getManualEntry } from './follow-up/get-manual-entry.ts'
import { getResubmission } from './get-resubmission.ts'
import { titlesTo } from '../../testing/fixtures/sent-cards.ts'

describe('a returned request for another member', () => {
  const createReturnedRequest = async (kit: Kit) => {
    const people = await submitForMember(kit)
    const { id, version } = await returnRequest(kit.deps, people.companyAdmin, {
      ...decisionOn(people.view, {}),
      reason: needsProof,
    })
    const resubmit = (payload: InfoChangePayload) =>
      resubmitRequest(kit.deps, people.admin, { id, version, draft: { kind: 'info_change', payload } })
    return { ...people, id, resubmit }
  }

  test.for([
    ['the applicant, by default', undefined],
    ['the applicant', 'limin'],
    ['the approver', 'zhou'],
  ] as const)('a returned request for another member is not resubmitted about %s', async ([, subjectId], { kit }) => {
    const { id, resubmit } = await createReturnedRequest(kit)
    const telephone = { from: '0755-1000', to: '0755-3000' }
    await expect(resubmit({ telephone, ...(subjectId ? { subjectId } : {}) })).rejects.toMatchObject({
      details: { fields: [{ path: 'draft.payload.subjectId', code: 'subject.other' }] },
    })
    expect(await requireRequest(kit.deps.db, id)).toMatchObject({ state: 'returned', subjectId: 'guoji' })
  })

  test('a returned request for another member is resubmitted about the same member', async ({ kit }) => {
    const { resubmit } = await createReturnedRequest(kit)
    const resubmitted = await resubmit({ telephone: { from: '0755-1000', to: '0755-3000' }, subjectId: 'GuoJi' })
    expect(resubmitted).toMatchObject({ state: 'open', subject: { userid: 'guoji' }, deciders: [{ userid: 'zhou' }] })
  })

  test('a request for oneself is not resubmitted about another member', async ({ kit }) => {
    const { admin, companyAdmin } = await submitForMember(kit)
    const ownRequest = await submitInfoChange(kit, admin, { telephone: { from: '0755-1000', to: '0755-2000' } })
    const { id, version } = await returnRequest(kit.deps, companyAdmin, {
      ...decisionOn(ownRequest, {}),
      reason: needsProof,
    })
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

test('only HR’s form for a member has the fields that members may not change, even after a return', async ({ kit }) => {
  const { company, admin, member } = await submitForMember(kit, { telephone: { from: '0755-1000', to: '0755-2000' } })
  const hr = await kit.given.member({ userid: 'hr', department: company, roles: ['hr'] })
  const value = { position: { isOpen: false, isConfirmedByOps: false } }
  await kit.deps.db.transaction((tx) => writeSetting(tx, fieldSetting, { value, by: 'olga', at: kit.deps.clock.now() }))
  const hasPosition = ({ fields }: InfoChangeForm) => fields.some(({ field }) => field === 'position')
  const ofMember = { for: member.userid }
  expect(hasPosition(await getInfoChangeForm(kit.deps, hr, ofMember))).toBe(true)
  expect(hasPosition(await getInfoChangeForm(kit.deps, admin, ofMember))).toBe(false)
  for (const own of [hr, member]) expect(hasPosition(await getInfoChangeForm(kit.deps, own))).toBe(false)
  const { position } = bothFields
  const view = await submitInfoChange(kit, hr, { ...(position && { position }), subjectId: member.userid })
  await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason: needsProof })
  expect(hasPosition((await getResubmission(kit.deps, hr, view.id)).form)).toBe(true)
})

test('the manual task of a change for a member names that member, on the card and on the sheet', async ({ kit }) => {
  const { site } = kit.deps
  Object.assign(kit.deps, { site: { ...site, hasContactsSecret: false } })
  const { companyAdmin, view } = await submitForMember(kit)
  const ops = await kit.given.member({ userid: 'olga', name: '陈立', roles: ['ops'] })
  await decideRequest(kit.deps, companyAdmin, decisionOn(view, { position: agree, telephone: agree }))
  passUndoWindow(kit)
  await drainOutbox(kit.deps)
  const sheet = await getManualEntry(kit.deps, ops, view.id)
  expect(sheet.member).toEqual({ userid: 'guoji', name: '郭𠮷', department: ['来料检验组'] })
  const card = kit.deps.wecom.sent.find(({ userid }) => userid === 'olga')?.card
  expect(card?.title).toBe('待手动修改：郭𠮷 2 项')
})

test('a change for a member is found in the inbox by the name of the member and of the applicant', async ({ kit }) => {
  const { companyAdmin, view } = await submitForMember(kit)
  const found = async (q: string) =>
    (await listApprovals(kit.deps, companyAdmin, { list: 'waiting', q })).items.map(({ id }) => id)
  expect(await found('郭')).toEqual([view.id])
  expect(await found('李敏')).toEqual([view.id])
  expect(await found('周启明')).toEqual([])
})

test('the member whom a change is about reads its values in full, including their office phone', async ({ kit }) => {
  const { member, view } = await submitForMember(kit)
  const { changes } = await getRequest(kit.deps, member, view.id)
  expect(changes.map(({ to }) => to)).toEqual([bothFields.position?.to, bothFields.telephone?.to])
})

/** Submits and approves a change for a member, and runs its jobs. */
async function applyChange(kit: Kit) {
  const people = await submitForMember(kit)
  const { companyAdmin, view } = people
  await decideRequest(kit.deps, companyAdmin, decisionOn(view, { position: agree, telephone: agree }))
  passUndoWindow(kit)
  await drainOutbox(kit.deps)
  return people
}

test('the result of a change for a member names them to the applicant, on cards and in the digest', async ({ kit }) => {
  const { admin, member, view } = await applyChange(kit)
  expect([titlesTo(kit, admin.userid), titlesTo(kit, member.userid)]).toEqual([
    ['郭𠮷：已生效：2 项'],
    ['已生效：2 项'],
  ])
  const request = await requireRequest(kit.deps.db, view.id)
  const line = async (userid: string) =>
    (await digestText(kit.deps, { event: 'request.applied', userid }, request)).title
  expect(await line(admin.userid)).toBe('郭𠮷：已生效：2 项')
  expect(await line('GuoJi')).toBe('已生效：2 项')
})

test('a returned change for a member names them to the applicant', async ({ kit }) => {
  const { admin, companyAdmin, view } = await submitForMember(kit)
  await returnRequest(kit.deps, companyAdmin, { ...decisionOn(view, {}), reason: needsProof })
  await drainOutbox(kit.deps)
  expect(titlesTo(kit, admin.userid)).toEqual(['郭𠮷：退回给你修改'])
})

test('a dispute about a member of the management department is answered by another member of it', async ({ kit }) => {
  const { deps } = kit
  const { admin, member, view } = await applyChange(kit)
  const grant = { userid: member.userid, role: 'ops', source: 'setting', grantedAt: deps.clock.now() } as const
  await deps.db.insert(roleGrants).values({ ...grant, id: deps.ids.next('grant') })
  const { version } = await getRequest(deps, admin, view.id)
  await disputeInfoChange(deps, admin, { id: view.id, version, text: '名片上还是旧的' })
  const memberAsOps = { ...member, roles: ['ops'] as const }
  const settle = async (by: MemberActor) => {
    const { version: now } = await getRequest(deps, by, view.id)
    return settleDispute(deps, by, { id: view.id, version: now, finding: 'stands', text: '已经改好了' })
  }
  const manual = async (by: MemberActor) => (await listApprovals(deps, by, { list: 'by_hand' })).items.length
  expect((await getRequest(deps, memberAsOps, view.id)).followUp).toMatchObject({ allowed: [], waitsForNobody: true })
  await expect(settle(memberAsOps)).rejects.toMatchObject({ code: 'request.command_refused' })
  const other = await kit.given.member({ userid: 'olga', roles: ['ops'] })
  expect([await manual(memberAsOps), await manual(other)]).toEqual([0, 1])
  expect((await getRequest(deps, memberAsOps, view.id)).followUp).toMatchObject({ waitsForNobody: false })
  expect((await settle(other)).state).toBe('done')
})
