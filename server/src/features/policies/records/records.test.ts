import { recordEvent } from '@desk/shared/policies/record-schemas'
import { requestDraft } from '@desk/shared/requests/types/index'
import { eq, sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members, policies } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import {
  clause,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  publishNextVersion,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { submitRequest } from '../../requests/commands/submit-request.ts'
import { answerQuestion, askQuestion } from '../questions/ask-question.ts'
import { planDailyReminders } from '../reminders/jobs/plan-daily-reminders.ts'
import { remindSigners } from '../reminders/remind-signers.ts'
import { endExemption, exemptPerson, requestNewSignature, setDueDate } from '../roster/change-person.ts'
import { getRecord } from './get-record.ts'
import { searchRecords } from './search-records.ts'

/** Creates a policy, and a member who has to sign it. */
async function createSigner(kit: Kit) {
  const { north, south, ...company } = await policyCompany(kit)
  const person = await kit.given.member({ userid: 'luo', name: '罗文静', department: north, isSearchable: true })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await drainOutbox(kit.deps)
  return { ...company, north, south, person, id }
}

const listAudited = async ({ deps }: Kit, action: string) =>
  deps.db.select().from(auditEntries).where(eq(auditEntries.action, action))

describe('the search of signing records', () => {
  test.for(['罗文静', 'luowenjing', 'lwj'])(
    'a search for "%s" answers which text was signed, when, with which receipt',
    async (q, { kit }) => {
      const { author, person, id } = await createSigner(kit)
      const { code } = await readAndSign(kit, person, id)
      const { items } = await searchRecords(kit.deps, author, { q })
      expect(items).toMatchObject([
        { userid: 'luo', policies: [{ id, state: 'signed', signedLabel: '1.0', receipt: code }] },
      ])
      expect(items[0]?.policies[0]?.signedAt).not.toBeNull()
      expect(await listAudited(kit, 'policy.records_searched')).toHaveLength(1)
    },
  )

  test('what was signed of a retired policy is found, and its timeline is opened', async ({ kit }) => {
    const { author, lead, person, id, ...company } = await createSigner(kit)
    const other = await createPublishedPolicy(kit, { author, lead, ...company }, draftOf([clause('1')]))
    const { code } = await readAndSign(kit, person, id)
    await kit.deps.db.update(policies).set({ retiredAt: kit.deps.clock.now() }).where(eq(policies.id, id))
    const { items } = await searchRecords(kit.deps, author, { q: code })
    const answers = items[0]?.policies.map((answer) => [answer.id, answer.isRetired, answer.state, answer.receipt])
    expect(answers).toContainEqual([id, true, null, code])
    const record = await getRecord(kit.deps, author, { userid: 'luo', policy: id })
    expect([record.selected, record.events.some(({ kind }) => kind === 'signed')]).toEqual([id, true])
    expect((await getRecord(kit.deps, author, { userid: 'luo' })).policies.map((answer) => answer.id)).toContain(other)
  })

  test('a search for a receipt code finds the person, even one who left', async ({ kit }) => {
    const { author, person, id } = await createSigner(kit)
    const { code } = await readAndSign(kit, person, id)
    await kit.deps.db.update(members).set({ status: 5 }).where(eq(members.userid, 'luo'))
    const { items } = await searchRecords(kit.deps, author, { q: code.toLowerCase() })
    expect(items).toMatchObject([{ userid: 'luo', isActive: false, policies: [{ receipt: code }] }])
    expect((await searchRecords(kit.deps, author, { q: 'lwj' })).items).toHaveLength(1)
  })

  test('department admins find only their own people, and members without a role are refused', async ({ kit }) => {
    const { person, north, south } = await createSigner(kit)
    const own = await kit.given.member({ department: north, adminOf: [north] })
    const other = await kit.given.member({ department: south, adminOf: [south] })
    expect((await searchRecords(kit.deps, own, { q: 'lwj' })).items).toHaveLength(1)
    expect((await searchRecords(kit.deps, other, { q: 'lwj' })).items).toHaveLength(0)
    await expect(searchRecords(kit.deps, person, { q: 'lwj' })).rejects.toMatchObject({ status: 404 })
  })
})

test('a department admin finds their own people, however many others have that name', async ({ kit }) => {
  const { north, south } = await createSigner(kit)
  const own = await kit.given.member({ department: north, adminOf: [north] })
  await kit.given.member({ userid: 'zzz', name: '王小雨', department: north, isSearchable: true })
  await kit.deps.db.execute(sql`
    insert into members (userid, name, alias, department_ids, main_department_id, position, telephone, status, synced_at,
      name_key, initials, pinyin)
    select 'w' || n, m.name, '', array[${south}::int], ${south}::int, '', '', 1, now(), m.name_key, m.initials, m.pinyin
    from members m, generate_series(1, 201) n where m.userid = 'zzz'`)
  expect(await searchRecords(kit.deps, own, { q: '王' })).toMatchObject({ items: [{ userid: 'zzz' }], isMore: false })
})

describe('the record of a person', () => {
  test('the record is one timeline of messages, signatures and decisions, and opening it is audited', async ({
    kit,
  }) => {
    const { author, person, id } = await createSigner(kit)
    await remindSigners(kit.deps, author, { id })
    await drainOutbox(kit.deps)
    await openPolicy(kit, person, id)
    await exemptPerson(kit.deps, author, { id, userid: 'luo', reason: '外审借调', until: '2026-04-30' })
    await endExemption(kit.deps, author, { id, userid: 'luo' })
    kit.deps.clock.advanceSeconds(60)
    const { code } = await readAndSign(kit, person, id)
    const record = await getRecord(kit.deps, author, { userid: 'luo', policy: id })
    const kinds = record.events.map(({ kind }) => kind)
    expect(kinds[0]).toBe('signed')
    expect(kinds).toEqual(expect.arrayContaining(['asked', 'urged', 'exempted', 'exemption_ended', 'signed']))
    expect(record.events[0]?.signature).toMatchObject({ receipt: code, reading: { client: 'wxwork' } })
    expect(record.events.find(({ kind }) => kind === 'exempted')).toMatchObject({
      reason: '外审借调',
      day: '2026-04-30',
    })
    expect(await listAudited(kit, 'policy.record_read')).toMatchObject([
      { actor: 'author', details: { userid: 'luo' } },
    ])
  })

  test('the record has an entry of every kind, newest first: messages with their delivery, decisions with who made them', async ({
    kit,
  }) => {
    const { author, lead, north, root, south, person, id } = await createSigner(kit)
    const change = { id, userid: 'luo', reason: '出差' }
    await remindSigners(kit.deps, author, { id, userids: ['luo'] })
    const { versionId } = await openPolicy(kit, person, id)
    await kit.settleFirstViews()
    await askQuestion(kit.deps, person, { id, versionId, clauseId: null, text: '平板算吗？' })
    const [question] = (await openPolicy(kit, person, id)).questions
    await answerQuestion(kit.deps, author, { questionId: question!.id, text: '算。' })
    const payload = { policyId: id, title: '使用规范', reason: '产假', until: '2026-04-30' }
    const request = { ...requestDraft.parse({ kind: 'policy_exemption', payload }), idempotencyKey: 'key-of-record-1' }
    await submitRequest(kit.deps, person, request)
    await exemptPerson(kit.deps, author, { ...change, until: '2026-04-30' })
    await endExemption(kit.deps, author, change)
    await setDueDate(kit.deps, author, { ...change, dueOn: '2026-03-27' })
    // 10:00 in Shanghai, on the last working day before the due date.
    kit.deps.clock.advanceDays(9)
    await planDailyReminders(kit.deps)
    await drainOutbox(kit.deps)
    await requestNewSignature(kit.deps, author, change)
    kit.deps.clock.advanceSeconds(60)
    await readAndSign(kit, person, id)
    const company = { author, lead, north, south, root }
    await publishNextVersion(kit, company, id, 'minor', draftOf([clause('1', '改了。')]), '2026-03-26')
    await drainOutbox(kit.deps)
    const { events } = await getRecord(kit.deps, author, { userid: 'LUO', policy: id })
    expect(events.map(({ at }) => at)).toEqual(
      events
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
    expect(recordEvent.shape.kind.options.filter((name) => !events.some(({ kind }) => kind === name))).toEqual([])
    for (const event of events) {
      const isMessage = ['asked', 'told', 'reminded', 'urged'].includes(event.kind)
      const isDecision = ['exempted', 'exemption_ended', 'due_date_set', 'asked_anew'].includes(event.kind)
      expect([event.kind, event.delivery !== null, event.by !== null]).toEqual([event.kind, isMessage, isDecision])
    }
    expect(events.find(({ kind }) => kind === 'due_date_set')).toMatchObject({ reason: '出差', day: '2026-03-27' })
    expect(events.find(({ kind }) => kind === 'asked_anew')).toMatchObject({ reason: '出差', day: null })
  })

  test('HR sees what was signed, but neither reasons nor reading times and devices', async ({ kit }) => {
    const { author, person, id, root } = await createSigner(kit)
    const hr = await kit.given.member({ department: root, roles: ['hr'] })
    await exemptPerson(kit.deps, author, { id, userid: 'luo', reason: '病假', until: null })
    await endExemption(kit.deps, author, { id, userid: 'luo' })
    kit.deps.clock.advanceSeconds(60)
    await readAndSign(kit, person, id)
    const record = await getRecord(kit.deps, hr, { userid: 'luo' })
    expect(record.events.find(({ kind }) => kind === 'signed')?.signature?.reading).toBeNull()
    expect(record.events.map(({ reason }) => reason).filter(Boolean)).toEqual([])
    await expect(getRecord(kit.deps, person, { userid: 'luo' })).rejects.toMatchObject({ status: 404 })
  })
})
