import type { MemberActor } from '@desk/shared/identity/actor'
import { describe, expect } from 'vitest'
import {
  approveDraft,
  clause,
  createPublishedPolicy,
  draftOf,
  policyCompany,
} from '../../../testing/fixtures/policy.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { policyVersions } from '../../../db/schema/index.ts'
import { createPolicy, discardDraft, saveDraft, startDraft, submitDraft } from './edit-policy.ts'
import { getPolicyEdit, getPolicyList, previewDraft } from './get-policy-editor.ts'
import { publishPolicy } from './publish-policy.ts'
import { approveVersion, sendBackVersion } from './review-version.ts'

const draft = draftOf([clause('1'), clause('2')])
const changed = draftOf([clause('1', '改过的内容。'), clause('3')])

async function createSubmittedDraft(kit: Kit) {
  const people = await policyCompany(kit)
  const id = await createPolicy(kit.deps, people.author, draft)
  await submitDraft(kit.deps, people.author, { id, edition: 1 })
  return { ...people, id, readEditor: () => getPolicyEdit(kit.deps, people.lead, { id }) }
}
const effectiveToday = { kind: 'major', effectiveOn: '2026-03-17', reason: '' } as const

describe('the approval of a version', () => {
  test('an approver approves a version with a comment, which the authors see until the text is edited', async ({
    kit,
  }) => {
    const { id, author, lead, readEditor } = await createSubmittedDraft(kit)
    const { edition, draft: seen } = await readEditor()
    await approveVersion(kit.deps, lead, { id, edition, contentHash: seen!.contentHash, comment: '时限清楚了' })
    const approved = await getPolicyEdit(kit.deps, author, { id })
    expect(approved.draft?.version).toMatchObject({ approvedBy: { userid: 'lead' }, approvalComment: '时限清楚了' })
    await saveDraft(kit.deps, author, { id, edition: approved.edition, content: changed })
    const edited = await getPolicyEdit(kit.deps, author, { id })
    expect(edited.draft?.version).toMatchObject({ approvedBy: null, approvalComment: '' })
  })

  test('an approver approves only the content that they saw', async ({ kit }) => {
    const { id, author, lead, readEditor } = await createSubmittedDraft(kit)
    const seenHash = (await readEditor()).draft!.contentHash
    await sendBackVersion(kit.deps, lead, { id, edition: (await readEditor()).edition, reason: '第 1 条写清楚' })
    await saveDraft(kit.deps, author, { id, edition: (await readEditor()).edition, content: changed })
    await submitDraft(kit.deps, author, { id, edition: (await readEditor()).edition })
    const { edition } = await readEditor()
    await expect(approveVersion(kit.deps, lead, { id, edition, contentHash: seenHash })).rejects.toMatchObject({
      code: 'policy.changed_meanwhile',
    })
  })

  test('content that changed in the database after the approval is not published', async ({ kit }) => {
    const { id, author, lead, readEditor } = await createSubmittedDraft(kit)
    await approveDraft(kit, lead, id)
    await kit.deps.db.update(policyVersions).set({ content: changed })
    const { edition } = await readEditor()
    await expect(publishPolicy(kit.deps, author, { id, edition, ...effectiveToday })).rejects.toMatchObject({
      code: 'policy.changed_meanwhile',
    })
  })

  test('none of the authors may decide that nobody signs again; a person who wrote no part of the version may', async ({
    kit,
  }) => {
    const { author, lead, ...company } = await policyCompany(kit)
    const writer = await kit.given.member({ department: company.root, roles: ['compliance'] })
    const id = await createPublishedPolicy(kit, { author, lead }, draft)
    const readEditorAs = (actor: MemberActor) => getPolicyEdit(kit.deps, actor, { id })
    await startDraft(kit.deps, author, { id, edition: (await readEditorAs(lead)).edition })
    await saveDraft(kit.deps, writer, { id, edition: (await readEditorAs(lead)).edition, content: changed })
    await submitDraft(kit.deps, author, { id, edition: (await readEditorAs(lead)).edition })
    await approveDraft(kit, lead, id)
    const { edition } = await readEditorAs(lead)
    for (const authorOfPart of [author, writer]) {
      expect((await readEditorAs(authorOfPart)).allowed).toEqual(['publish', 'send_back'])
      for (const kind of ['minor', 'no_resign'] as const)
        await expect(
          publishPolicy(kit.deps, authorOfPart, { id, edition, ...effectiveToday, kind, reason: '错字' }),
        ).rejects.toMatchObject({ code: 'policy.own_waiver' })
    }
    expect((await readEditorAs(lead)).allowed).toEqual(['publish', 'waive', 'send_back'])
    await publishPolicy(kit.deps, lead, { id, edition, ...effectiveToday, kind: 'minor' })
    expect((await readEditorAs(lead)).current).toMatchObject({ label: '1.1', kind: 'minor' })
  })
})

describe('a scheduled version', () => {
  const scheduled = { kind: 'major', reason: '' } as const

  test('a version that is rescheduled to an earlier day takes effect on that day, and stays in force on the later one', async ({
    kit,
  }) => {
    const { id, author, lead, readEditor } = await createSubmittedDraft(kit)
    const edition = async () => (await readEditor()).edition
    await approveDraft(kit, lead, id)
    await publishPolicy(kit.deps, author, { id, edition: await edition(), ...scheduled, effectiveOn: '2026-04-16' })
    await sendBackVersion(kit.deps, lead, { id, edition: await edition(), reason: '提前' })
    await submitDraft(kit.deps, author, { id, edition: await edition() })
    await approveDraft(kit, lead, id)
    await publishPolicy(kit.deps, author, { id, edition: await edition(), ...scheduled, effectiveOn: '2026-03-22' })
    kit.deps.clock.advanceDays(5)
    await drainOutbox(kit.deps)
    expect((await readEditor()).current).toMatchObject({ label: '1.0' })
    kit.deps.clock.advanceDays(26)
    await drainOutbox(kit.deps)
    expect((await readEditor()).current).toMatchObject({ label: '1.0' })
  })
})

describe('a draft', () => {
  test('an unsaved draft is compared with the version in force', async ({ kit }) => {
    const people = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, people, draft)
    const { clauses, english } = await previewDraft(kit.deps, people.author, { id, content: changed })
    expect(clauses.map((preview) => [preview.id, preview.change])).toEqual([
      ['1', 'changed'],
      ['3', 'new'],
      ['2', 'removed'],
    ])
    expect(clauses[0]?.diff?.map(({ kind }) => kind)).toContain('added')
    expect(english).toHaveLength(3)
  })

  test('discarding a draft keeps the version in force, and the next draft gets a new number', async ({ kit }) => {
    const people = await policyCompany(kit)
    const id = await createPublishedPolicy(kit, people, draft)
    const readEditor = () => getPolicyEdit(kit.deps, people.author, { id })
    await startDraft(kit.deps, people.author, { id, edition: (await readEditor()).edition })
    const stale = (await readEditor()).edition
    await saveDraft(kit.deps, people.author, { id, edition: stale, content: changed })
    await expect(discardDraft(kit.deps, people.author, { id, edition: stale })).rejects.toMatchObject({
      code: 'policy.changed_meanwhile',
    })
    await discardDraft(kit.deps, people.author, { id, edition: (await readEditor()).edition })
    expect(await readEditor()).toMatchObject({ draft: null, current: { label: '1.0' }, allowed: ['start', 'retire'] })
    await startDraft(kit.deps, people.author, { id, edition: (await readEditor()).edition })
    expect((await readEditor()).draft).toMatchObject({
      version: { no: 3 },
      content: { clauses: [{ id: '1' }, { id: '2' }] },
    })
  })

  test('discarding the draft of a policy that was never published removes the policy from the list', async ({
    kit,
  }) => {
    const { author } = await policyCompany(kit)
    const id = await createPolicy(kit.deps, author, draft)
    await discardDraft(kit.deps, author, { id, edition: 1 })
    expect((await getPolicyList(kit.deps, author)).items).toEqual([])
    await expect(getPolicyEdit(kit.deps, author, { id })).rejects.toMatchObject({ code: 'policy.not_found' })
  })

  test('a draft in review or approved cannot be discarded', async ({ kit }) => {
    const { id, author, lead, readEditor } = await createSubmittedDraft(kit)
    const discard = async () => discardDraft(kit.deps, author, { id, edition: (await readEditor()).edition })
    await expect(discard()).rejects.toMatchObject({ code: 'policy.command_refused' })
    await approveDraft(kit, lead, id)
    await expect(discard()).rejects.toMatchObject({ code: 'policy.command_refused' })
  })
})
