import type { MemberActor } from '@desk/shared/identity/actor'
import type { SelectionPreview } from '@desk/shared/policies/bulk-schemas'
import { describe, expect } from 'vitest'
import { today } from '../../../access/grant-conditions.ts'
import { memberNames } from '../../../directory/member-names.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import {
  clause,
  countsOf,
  createPublishedPolicy,
  draftOf,
  openPolicy,
  policyCompany,
  readAndSign,
} from '../../../testing/fixtures/policy.ts'
import { leave } from '../../../testing/fixtures/groups.ts'
import { listPeople } from '../board/list-people.ts'
import { askQuestion } from '../questions/ask-question.ts'
import { exemptPerson, setDueDate } from '../roster/change-person.ts'
import { exemptPeople } from '../roster/exempt-people.ts'
import { getReminderResult } from './get-reminder-result.ts'
import { previewSelection } from './preview-selection.ts'
import { remindSigners } from './remind-signers.ts'

/** Creates five people of one department: one signed, one is exempt, one asked a question, and two have to sign. */
async function createSigners(kit: Kit) {
  const { north, south, ...company } = await policyCompany(kit)
  const names = ['赵丽霞', '钱永强', '孙浩', '李敏', '周启明']
  const people = []
  for (const [index, name] of names.entries()) {
    const userid = `m${String(index)}`
    people.push(await kit.given.member({ userid, name, department: north, isSearchable: true }))
  }
  const [signed, exempt, asking] = people
  if (!signed || !exempt || !asking) throw new Error('unreachable')
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await readAndSign(kit, signed, id)
  await exemptPerson(kit.deps, company.author, { id, userid: exempt.userid, reason: '产假', until: null })
  const { versionId } = await openPolicy(kit, asking, id)
  await askQuestion(kit.deps, asking, { id, versionId, clauseId: null, text: '平板算吗？' })
  await drainOutbox(kit.deps)
  kit.deps.wecom.mailings.length = 0
  return { ...company, id, north, south }
}

const skippedOf = ({ skipped }: SelectionPreview) => Object.fromEntries(skipped.map(({ why, names }) => [why, names]))
const sortNames = ({ reached, ...preview }: SelectionPreview) => ({
  ...preview,
  reached: { ...reached, names: reached.names.toSorted() },
})
const listRecipients = ({ deps }: Kit) => deps.wecom.mailings.flatMap(({ userids }) => userids).sort()

describe('a reminder or an exemption of selected people', () => {
  const userids = ['m0', 'm1', 'm2', 'm3', 'm4']

  test('the preview names who is reminded, who is left out and why, with the message and its time', async ({ kit }) => {
    const { author, id } = await createSigners(kit)
    const preview = await previewSelection(kit.deps, author, { id, act: 'remind', userids })
    expect(preview).toMatchObject({ selected: 5, isMore: false, reached: { count: 2, names: ['李敏', '周启明'] } })
    expect(skippedOf(preview)).toEqual({ questioned: ['孙浩'], signed: ['赵丽霞'], exempt: ['钱永强'] })
    expect(preview.card?.title).toBe('催你签收：使用规范')
    expect(preview.sendAt).toBe(kit.deps.clock.now().toISOString())
    await remindSigners(kit.deps, author, { id, userids: ['m3'] })
    await drainOutbox(kit.deps)
    const after = await previewSelection(kit.deps, author, { id, act: 'remind', userids })
    expect(skippedOf(after)).toMatchObject({ reminded_today: ['李敏'] })
  })

  test('the preview of a department, or of a state in it, names who is reminded or left out', async ({ kit }) => {
    const { author, id, north } = await createSigners(kit)
    const selected = { id, act: 'remind', department: north } as const
    const all = await previewSelection(kit.deps, author, { ...selected, filter: {} })
    expect(all).toMatchObject({ selected: 5, reached: { count: 2 } })
    const pending = await previewSelection(kit.deps, author, { ...selected, filter: { state: 'pending' } })
    expect(pending).toMatchObject({ selected: 2, reached: { count: 2, names: ['李敏', '周启明'] }, skipped: [] })
    const unsigned = await previewSelection(kit.deps, author, { ...selected, filter: { state: 'unsigned' } })
    expect(unsigned).toMatchObject({ selected: 3, reached: { count: 2, names: ['李敏', '周启明'] } })
    expect(skippedOf(unsigned)).toEqual({ questioned: ['孙浩'] })
  })

  test.for(['remind', 'exempt'] as const)(
    'after a reminder, the preview to %s everyone counts and names the same people from the counters as one by one',
    async (act, { kit }) => {
      const { author, id, north } = await createSigners(kit)
      await setDueDate(kit.deps, author, { id, userid: 'm4', reason: '出差', dueOn: today(kit.deps) })
      kit.deps.clock.advanceHours(24)
      await kit.given.member({ userid: 'm5', name: '吴芳', department: north })
      await kit.given.member({ userid: 'm6', name: '郑凯', department: north })
      kit.deps.wecom.members.delete('m5')
      await remindSigners(kit.deps, author, { id, userids: ['m4', 'm5'] })
      await drainOutbox(kit.deps)
      for (const filter of [{}, ...(['pending', 'overdue', 'undelivered'] as const).map((state) => ({ state }))]) {
        const selected = { id, act, department: north, filter }
        const byCounters = await previewSelection(kit.deps, author, selected)
        const oneByOne = await previewSelection(kit.deps, author, { ...selected, except: ['nobody'] })
        expect([filter, sortNames(byCounters)]).toEqual([filter, sortNames(oneByOne)])
      }
      const { reached, skipped } = await previewSelection(kit.deps, author, { id, act: 'remind', department: north })
      expect(reached).toEqual({ count: 2, names: ['李敏', '郑凯'] })
      expect(skipped.find(({ why }) => why === 'reminded_today')?.names).toEqual(['周启明', '吴芳'])
    },
  )

  test('a filter selects whom a reminder reaches, and a repeated key sends it once', async ({ kit }) => {
    const { author, id, north } = await createSigners(kit)
    const body = { id, department: north, filter: { q: '李' }, note: '班前会后签', idempotencyKey: 'key-of-reminder' }
    const sent = await remindSigners(kit.deps, author, body)
    expect(await remindSigners(kit.deps, author, body)).toEqual(sent)
    await drainOutbox(kit.deps)
    expect(listRecipients(kit)).toEqual(['m3'])
    expect(kit.deps.wecom.mailings[0]?.card.rows).toEqual([{ name: '附言', value: '班前会后签' }])
    expect(await getReminderResult(kit.deps, author, { id, batch: sent.batch })).toEqual({
      isFinished: true,
      counts: { waiting: 0, sent: 1, undelivered: 0, dropped: 0 },
      items: [{ userid: 'm3', name: '李敏', state: 'sent' }],
    })
  })

  test('an action on more people than the preview showed is refused, and nothing is sent', async ({ kit }) => {
    const { author, id, north } = await createSigners(kit)
    const selected = { id, department: north, filter: { q: '李' } }
    const { reached } = await previewSelection(kit.deps, author, { ...selected, act: 'remind' })
    const joiner = await kit.given.member({ userid: 'm9', name: '李强', department: north, isSearchable: true })
    const grew = { details: { fields: [{ path: 'atMost', code: 'selection.grew' }] } }
    await expect(remindSigners(kit.deps, author, { ...selected, atMost: reached.count })).rejects.toMatchObject(grew)
    const exemption = { ...selected, reason: '长假', until: '2026-12-31' }
    await expect(exemptPeople(kit.deps, author, { ...exemption, atMost: reached.count })).rejects.toMatchObject(grew)
    await drainOutbox(kit.deps)
    expect(listRecipients(kit)).toEqual([])
    const { exempted } = await exemptPeople(kit.deps, author, { ...exemption, atMost: 2 })
    expect(exempted.map(({ userid }) => userid)).toContain(joiner.userid)
  })

  test.for(['remind', 'exempt'] as const)(
    'the numbers of a preview to %s add up to the people of the list, whatever is selected',
    async (act, { kit }) => {
      const { author, id, north } = await createSigners(kit)
      // Reminded today.
      await remindSigners(kit.deps, author, { id, userids: ['m3'] })
      await drainOutbox(kit.deps)
      const filters = [
        {},
        ...(['pending', 'unsigned', 'signed', 'exempt', 'overdue'] as const).map((state) => ({ state })),
      ]
      for (const filter of [...filters, { q: '李' }]) {
        const { items } = await listPeople(kit.deps, author, { id, department: String(north), ...filter })
        const listed = items.map(({ name }) => name).sort()
        const selections = [{ filter }, { userids: [...items, ...items].map(({ userid }) => userid) }]
        for (const chosen of items.length === 0 ? selections.slice(0, 1) : selections) {
          const preview = await previewSelection(kit.deps, author, { id, act, department: north, ...chosen })
          const groups = [preview.reached, ...preview.skipped]
          const named = groups.flatMap(({ names }) => names).sort()
          const sum = groups.reduce((total, { count }) => total + count, 0)
          expect([filter, preview.selected, sum, named]).toEqual([filter, listed.length, listed.length, listed])
        }
      }
    },
  )

  test.for(['before the action', 'before the message'] as const)(
    'a person who leaves after the preview, %s, gets no message, and the result does not count them',
    async (moment, { kit }) => {
      const { author, id } = await createSigners(kit)
      const { reached } = await previewSelection(kit.deps, author, { id, act: 'remind', userids })
      expect(reached).toEqual({ count: 2, names: expect.arrayContaining(['李敏', '周启明']) as string[] })
      const isBefore = moment === 'before the action'
      // `leave` also drains the outbox.
      if (isBefore) await leave(kit, 'm4')
      const { batch, ...sent } = await remindSigners(kit.deps, author, { id, userids, atMost: reached.count })
      expect(sent).toEqual({ reached: isBefore ? 1 : 2, skipped: 0 })
      if (!isBefore) await leave(kit, 'm4')
      await drainOutbox(kit.deps)
      expect(listRecipients(kit)).toEqual(['m3'])
      const result = await getReminderResult(kit.deps, author, { id, batch })
      expect([result.isFinished, result.items.map(({ userid }) => userid)]).toEqual([true, ['m3']])
      expect(result.counts).toEqual({ waiting: 0, sent: 1, undelivered: 0, dropped: 0 })
    },
  )

  test('people whom a reminder did not reach are named, and only they are reminded again, with its note', async ({
    kit,
  }) => {
    const { author, id } = await createSigners(kit)
    const membersBefore = new Map(kit.deps.wecom.members)
    kit.deps.wecom.members.delete('m3')
    const { batch } = await remindSigners(kit.deps, author, { id, userids, note: '月底要审计' })
    await drainOutbox(kit.deps)
    const result = await getReminderResult(kit.deps, author, { id, batch })
    expect(result.items.map(({ userid, state }) => [userid, state])).toEqual([
      ['m3', 'undelivered'],
      ['m4', 'sent'],
    ])
    for (const [userid, member] of membersBefore) kit.deps.wecom.members.set(userid, member)
    kit.deps.wecom.mailings.length = 0
    const again = await remindSigners(kit.deps, author, { id, retryOf: batch })
    expect(again.reached).toBe(1)
    await drainOutbox(kit.deps)
    expect(listRecipients(kit)).toEqual(['m3'])
    expect(kit.deps.wecom.mailings[0]?.card.rows).toEqual([{ name: '附言', value: '月底要审计' }])
    expect((await getReminderResult(kit.deps, author, { id, batch: again.batch })).counts.sent).toBe(1)
  })

  test('an admin of several departments retries a reminder in the department of its people', async ({ kit }) => {
    const { north, south, id } = await createSigners(kit)
    const admin = await kit.given.member({ department: north, adminOf: [north, south] })
    await kit.given.member({ userid: 'm9', department: south })
    const { wecom } = kit.deps
    const unreachable = wecom.members.get('m9')
    wecom.members.delete('m9')
    const { batch } = await remindSigners(kit.deps, admin, { id, department: south, userids: ['m9'] })
    await drainOutbox(kit.deps)
    if (unreachable) wecom.members.set('m9', unreachable)
    wecom.mailings.length = 0
    expect(await remindSigners(kit.deps, admin, { id, retryOf: batch })).toMatchObject({ reached: 1 })
    await drainOutbox(kit.deps)
    expect(listRecipients(kit)).toEqual(['m9'])
  })

  test('a department admin cannot retry the reminder of another department or of the company', async ({ kit }) => {
    const { author, north, south, id } = await createSigners(kit)
    const admin = await kit.given.member({ department: south, adminOf: [south] })
    for (const selection of [{ userids: ['m3'] }, { userids: ['m4'], department: north }]) {
      const { batch } = await remindSigners(kit.deps, author, { id, ...selection })
      await expect(remindSigners(kit.deps, admin, { id, retryOf: batch })).rejects.toMatchObject({
        code: 'policy.not_found',
      })
    }
  })

  test('a department admin sees neither the preview nor the result of people beyond their department', async ({
    kit,
  }) => {
    const { author, id, south } = await createSigners(kit)
    const admin = await kit.given.member({ department: south, adminOf: [south] })
    const preview = await previewSelection(kit.deps, admin, { id, act: 'remind', userids })
    expect(preview.selected).toBe(0)
    const { batch } = await remindSigners(kit.deps, author, { id, userids })
    await expect(getReminderResult(kit.deps, admin, { id, batch })).rejects.toMatchObject({ code: 'policy.not_found' })
  })

  test('a bulk exemption leaves out people who signed, and changes nothing when it is repeated', async ({ kit }) => {
    const { author, id, north } = await createSigners(kit)
    const body = { id, userids, reason: '外派', until: '2026-05-31' }
    const result = await exemptPeople(kit.deps, author, body)
    expect(result.exempted.map(({ name }) => name)).toEqual(['孙浩', '李敏', '周启明'])
    expect(result.skipped.map(({ why }) => why)).toEqual(['signed', 'exempt'])
    expect(await countsOf(kit, author, id, north)).toEqual({ signed: 1, exempt: 4 })
    expect((await exemptPeople(kit.deps, author, body)).exempted).toEqual([])
  })

  test('compliance officers neither exempt themselves nor extend their own due date; others decide', async ({
    kit,
  }) => {
    const { id, author: officer, lead } = await createSigners(kit)
    const nameOf = async ({ userid }: MemberActor) => (await memberNames(kit.deps.db, [userid]))(userid).name
    const own = { id, userid: officer.userid.toUpperCase(), reason: '忙' }
    const refused = { code: 'policy.own_exception' }
    await expect(exemptPerson(kit.deps, officer, { ...own, until: null })).rejects.toMatchObject(refused)
    await expect(setDueDate(kit.deps, officer, { ...own, dueOn: '2026-12-31' })).rejects.toMatchObject(refused)
    const selected = { id, userids: ['m3', officer.userid] }
    const preview = await previewSelection(kit.deps, officer, { ...selected, act: 'exempt' })
    expect(preview).toMatchObject({ selected: 2, reached: { count: 1, names: ['李敏'] } })
    expect(skippedOf(preview)).toEqual({ self: [await nameOf(officer)] })
    const everyone = await previewSelection(kit.deps, officer, { id, act: 'exempt' })
    const byLead = await previewSelection(kit.deps, lead, { id, act: 'exempt' })
    expect([everyone, byLead].map(({ skipped }) => skipped.find(({ why }) => why === 'self')?.names)).toEqual([
      [await nameOf(officer)],
      [await nameOf(lead)],
    ])
    expect(everyone.reached.count).toBe(byLead.reached.count)
    const body = { ...selected, reason: '外派', until: '2026-05-31' }
    const { exempted, skipped } = await exemptPeople(kit.deps, officer, { ...body, atMost: preview.reached.count })
    expect(exempted.map(({ name }) => name)).toEqual(['李敏'])
    expect(skipped.map(({ userid, why }) => [userid, why])).toEqual([[officer.userid, 'self']])
    expect((await exemptPeople(kit.deps, lead, body)).exempted.map(({ userid }) => userid)).toEqual([officer.userid])
  })
})

describe('the search of the people list', () => {
  test.for([
    ['周启明', ['周启明']],
    ['zhou', ['周启明']],
    ['zqm', ['周启明']],
    ['nobody', []],
  ])('the search for "%s" finds %j', async ([q, names], { kit }) => {
    const { author, id } = await createSigners(kit)
    const { items } = await listPeople(kit.deps, author, { id, q: q as string })
    expect(items.map(({ name }) => name)).toEqual(names)
  })

  test('the search for a receipt code finds its signer', async ({ kit }) => {
    const { author, id } = await createSigners(kit)
    const [signer] = (await listPeople(kit.deps, author, { id, state: 'signed' })).items
    const { items } = await listPeople(kit.deps, author, { id, q: signer?.receipt?.toLowerCase() ?? '' })
    expect(items.map(({ name }) => name)).toEqual(['赵丽霞'])
  })
})
