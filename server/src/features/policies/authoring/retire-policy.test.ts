import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { textOf } from '@desk/shared/evidence/bytes'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members } from '../../../db/schema/index.ts'
import { markMembersLeft } from '../../../directory/sync-members-queries.ts'
import {
  clause,
  countsOf,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAll,
  readAndSign,
  sign,
} from '../../../testing/fixtures/policy.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { getHome } from '../../home/get-home.ts'
import { getBoard } from '../board/get-board.ts'
import { listPeople } from '../board/list-people.ts'
import { exportBundle } from '../evidence/bundle/export-bundle.ts'
import { policyFile } from '../evidence/evidence-file.ts'
import { rosterCsv } from '../evidence/roster-csv.ts'
import { selectRoster } from '../evidence/roster-rows.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { exemptPerson } from '../roster/change-person.ts'
import { markCountsStale } from '../roster/mark-counts-stale-queries.ts'
import { listElapsed } from '../roster/recount-queries.ts'
import { refreshCounters } from '../roster/jobs/refresh-counters.ts'
import { remindSigners } from '../reminders/remind-signers.ts'
import { getPolicyText } from '../signing/get-policy-text.ts'
import { getReceipt } from '../signing/get-receipt.ts'
import { startDraft } from './edit-policy.ts'
import { getPolicyEdit, getPolicyList } from './get-policy-editor.ts'
import { summarizePendingVersions } from './pending-versions.ts'
import { confirmRetirement, declineRetirement, requestRetirement } from './retire-policy.ts'

async function createPolicyToRetire(kit: Kit) {
  const people = await policyCompany(kit)
  const signer = await kit.given.member({ userid: 'guoji', department: people.north })
  const id = await createPublishedPolicy(kit, people, draftOf([clause('1')], { isBeforeUse: true }))
  const readEditor = () => getPolicyEdit(kit.deps, people.author, { id })
  const readEditionRef = async () => ({ id, edition: (await readEditor()).edition })
  const requestByAuthor = async () =>
    requestRetirement(kit.deps, people.author, { ...(await readEditionRef()), reason: '已并入信息安全制度' })
  return { ...people, signer, id, readEditor, readEditionRef, requestByAuthor }
}

describe('retiring a policy', () => {
  test('the ended exemptions of a retired policy do not hold up the counts of others', async ({ kit }) => {
    const { id, author, lead, signer, south, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const { userid } = await kit.given.member({ department: south })
    const other = await createPublishedPolicy(kit, { author, lead }, draftOf([clause('2')]))
    await exemptPerson(kit.deps, author, { id, userid: signer.userid, reason: '产假', until: '2026-03-18' })
    await exemptPerson(kit.deps, author, { id: other, userid, reason: '产假', until: '2026-03-19' })
    await refreshCounters(kit.deps)
    await requestByAuthor()
    await confirmRetirement(kit.deps, lead, await readEditionRef())
    await refreshCounters(kit.deps)
    kit.deps.clock.advanceDays(4)
    await refreshCounters(kit.deps, { departments: 1, members: 100 })
    expect(await listElapsed(kit.deps.db, kit.deps.clock.now(), 10)).toEqual([])
    expect(await countsOf(kit, lead, other, south)).toEqual({ pending: 1 })
  })

  test('a retired policy requires no signature, and its texts, receipts and board stay', async ({ kit }) => {
    const { id, author, lead, signer, north, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const { code } = await readAndSign(kit, signer, id)
    const unsigned = await kit.given.member({ userid: 'wangxiaoyu', department: north })
    await requestByAuthor()
    expect((await getHome(kit.deps, unsigned, 'zh-CN')).waiting.policies).toHaveLength(1)
    await confirmRetirement(kit.deps, lead, await readEditionRef())
    expect((await getHome(kit.deps, unsigned, 'zh-CN')).waiting.policies).toEqual([])
    await expect(openPolicy(kit, unsigned, id)).rejects.toMatchObject({ code: 'policy.not_found' })
    await expect(remindSigners(kit.deps, author, { id })).rejects.toMatchObject({ status: 404 })
    expect(await getReceipt(kit.deps, signer, code)).toMatchObject({ checks: { text: true } })
    expect(await getPolicyText(kit.deps, signer, { id })).toMatchObject({ isRetired: true, shown: 1 })
    await expect(getPolicyText(kit.deps, unsigned, { id })).rejects.toMatchObject({ code: 'policy.not_found' })
    expect((await getBoard(kit.deps, author, { id })).allowed).toEqual(['export', 'evidence'])
    expect((await getPolicyList(kit.deps, author)).items).toMatchObject([{ label: '1.0', isRetired: true }])
    expect((await getPolicyEdit(kit.deps, author, { id })).allowed).toEqual([])
  })

  test('list, files and evidence of a retired policy are those of its last day, whoever joins, leaves or has a question', async ({
    kit,
  }) => {
    const { id, author, lead, signer, north, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const { deps } = kit
    await readAndSign(kit, signer, id)
    const asker = await kit.given.member({ userid: 'asker', department: north })
    const { versionId } = await openPolicy(kit, asker, id)
    await askQuestion(deps, asker, { id, versionId, clauseId: null, text: '为什么？' })
    await requestByAuthor()
    kit.deps.clock.advanceHours(1)
    await confirmRetirement(deps, lead, await readEditionRef())
    kit.deps.clock.advanceDays(10)
    const at = deps.clock.now()
    await deps.db.transaction((tx) => markMembersLeft(deps, tx, [asker.userid], { at, source: 'test' }))
    await kit.given.member({ userid: 'joiner', department: north })
    await deps.db.update(members).set({ employedSince: at }).where(eq(members.userid, 'joiner'))
    kit.deps.clock.advanceDays(10)
    expect(await countsOf(kit, lead, id)).toEqual({ signed: 1, questioned: 1, pending: 2 })
    const states = { asker: 'questioned', author: 'pending', guoji: 'signed', lead: 'pending' }
    const listed = await listPeople(deps, lead, { id })
    expect(Object.fromEntries(listed.items.map(({ userid, state }) => [userid, state]))).toEqual(states)
    expect((await listPeople(deps, lead, { id, partner: '1' })).items).toEqual([])
    const selection = await selectRoster(deps, lead, { policy: id })
    let csv = ''
    for await (const part of rosterCsv(selection!)) csv += part
    expect(
      [...csv.matchAll(/^"(\w+)",.*?"(signed|pending|questioned|overdue|excluded)"/gm)].map((match) => match[1]),
    ).toEqual(Object.keys(states))
    const html = await policyFile(deps, id)
    expect(html).toContain('4 应签 = 1 已签 + 3 待签 + 0 豁免')
    expect(html).toContain('停用时的名单')
    expect(html).toContain('未签 3 人')
    const parts: Uint8Array[] = []
    for await (const part of exportBundle(deps, { policy: id }, 'audra')) parts.push(part)
    const files = readZip(Buffer.concat(parts))
    expect(await verifyBundle(files)).toMatchObject({ isValid: true })
    expect(
      textOf(files.get('roster.jsonl')!)!
        .match(/"state":"\w+"/g)
        ?.toSorted(),
    ).toEqual(
      Object.values(states)
        .map((state) => `"state":"${state}"`)
        .toSorted(),
    )
    expect(textOf(files.get('report.html')!)).toContain('1.0 版，2026-03-17')
    const laterExport = exportBundle(deps, { policy: id, day: '2026-03-20' }, author.userid)
    await expect(laterExport.next()).rejects.toMatchObject({ code: 'policy.not_found' })
  })

  test('a signature that arrives after the retirement is not written', async ({ kit }) => {
    const { id, lead, signer, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const reading = await openPolicy(kit, signer, id)
    kit.deps.clock.advanceSeconds(60)
    await requestByAuthor()
    await confirmRetirement(kit.deps, lead, await readEditionRef())
    await expect(sign(kit, signer, id, readAll(reading))).rejects.toMatchObject({ status: 404 })
  })

  test('a second person has to confirm the retirement and is notified, and both are named on the page', async ({
    kit,
  }) => {
    const { id, author, lead, readEditor, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const officer = await kit.given.member({ userid: 'suwen', roles: ['compliance'] })
    await requestRetirement(kit.deps, officer, { ...(await readEditionRef()), reason: '已并入新制度' })
    await expect(confirmRetirement(kit.deps, officer, await readEditionRef())).rejects.toMatchObject({
      code: 'policy.self_approval',
    })
    await expect(confirmRetirement(kit.deps, author, await readEditionRef())).rejects.toMatchObject({ status: 404 })
    expect(await summarizePendingVersions(kit.deps, lead)).toEqual({ count: 1, first: id })
    expect((await readEditor()).reviewers.map(({ userid }) => userid)).toEqual(['lead'])
    await drainOutbox(kit.deps)
    const listCards = (part: string) => kit.deps.wecom.mailings.filter(({ card }) => card.title.includes(part))
    expect(listCards('待你批准停用')).toMatchObject([{ userids: ['lead'] }])
    await declineRetirement(kit.deps, lead, { ...(await readEditionRef()), reason: '海外部门仍在使用' })
    await drainOutbox(kit.deps)
    expect(listCards('未停用')).toMatchObject([
      { userids: ['suwen'], card: { subtitle: expect.stringContaining('海外部门仍在使用') as string } },
    ])
    expect(await readEditor()).toMatchObject({ retirement: null, allowed: ['start', 'retire'] })
    await requestByAuthor()
    await confirmRetirement(kit.deps, officer, await readEditionRef())
    expect((await readEditor()).retirement).toMatchObject({
      by: { userid: 'author' },
      confirmed: { by: { userid: 'suwen' } },
    })
  })

  test('retiring a policy closes its open questions, and no draft can be started while the request is open', async ({
    kit,
  }) => {
    const { id, author, lead, signer, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const { versionId } = await openPolicy(kit, signer, id)
    await askQuestion(kit.deps, signer, { id, versionId, clauseId: null, text: '平板算吗？' })
    await requestByAuthor()
    await expect(startDraft(kit.deps, author, await readEditionRef())).rejects.toMatchObject({
      code: 'policy.command_refused',
    })
    await drainOutbox(kit.deps)
    await confirmRetirement(kit.deps, lead, await readEditionRef())
    expect((await getHome(kit.deps, author, 'zh-CN')).waiting.questions.count).toBe(0)
    await drainOutbox(kit.deps)
    const [asked] = kit.deps.wecom.mailings.filter(({ card }) => card.title.includes('疑问'))
    expect(kit.deps.wecom.replaced.map(({ card }) => card.taskId)).toContain(asked?.card.taskId)
  })

  test('a signature that is not counted yet when the policy is retired is in its final numbers', async ({ kit }) => {
    const { id, lead, signer, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    expect(await countsOf(kit, lead, id)).toEqual({ pending: 3 })
    // More departments than are counted before a page is shown.
    const others = Array.from({ length: 300 }, (_, index) => 1000 + index)
    await kit.deps.db.transaction((tx) => markCountsStale(tx, others, id))
    await readAndSign(kit, signer, id)
    await requestByAuthor()
    kit.deps.clock.advanceSeconds(60)
    await confirmRetirement(kit.deps, lead, await readEditionRef())
    await refreshCounters(kit.deps)
    expect(await countsOf(kit, lead, id)).toEqual({ signed: 1, pending: 2 })
  })

  test('a request to retire a policy is refused while a draft is open, and from an outdated page', async ({ kit }) => {
    const { author, requestByAuthor, readEditionRef } = await createPolicyToRetire(kit)
    const stale = await readEditionRef()
    await startDraft(kit.deps, author, stale)
    await expect(requestByAuthor()).rejects.toMatchObject({ code: 'policy.command_refused' })
    await expect(requestRetirement(kit.deps, author, { ...stale, reason: '不用了' })).rejects.toMatchObject({
      code: 'policy.changed_meanwhile',
    })
  })
})
