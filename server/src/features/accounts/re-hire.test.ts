import type { BatchView, JoinerCheck, OpeningView } from '@desk/shared/accounts/account-schemas'
import { asc } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, employments } from '../../db/schema/index.ts'
import { markMembersLeft, syncMembers } from '../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createdAccounts, joinerCompany } from '../../testing/fixtures/joiners.ts'
import { type Kit, test } from '../../testing/kit.ts'

const FORMER = /^zhaolei@former-/

const reading = ({ deps }: Kit) => ({ at: deps.clock.now(), source: 'test' })

/** Creates a company whose member 赵磊 left an hour ago. */
async function createFormerMember(kit: Kit) {
  const set = await joinerCompany(kit)
  await kit.given.member({ userid: 'zhaolei', name: '赵磊', department: set.quality, isSearchable: true })
  await kit.deps.db.transaction((tx) => markMembersLeft(kit.deps, tx, ['zhaolei'], reading(kit)))
  kit.deps.wecom.members.delete('zhaolei')
  await drainOutbox(kit.deps)
  kit.deps.clock.advanceHours(1)
  const check = async (changes: object) => {
    const rows = [set.row(1, { name: '赵磊', userid: '', ...changes })]
    const { json, requestAs, hr } = set
    return (await json<JoinerCheck>(await requestAs(hr, 'POST', '/api/joiners/check', { rows }))).rows[0]!
  }
  return { ...set, check }
}

/** Employments of members of this userid: whether they ended, and who confirmed a return. */
const listEmployments = async ({ deps }: Kit) =>
  (await deps.db.select().from(employments).orderBy(asc(employments.id)))
    .filter(({ userid }) => userid.startsWith('zhaolei'))
    .map(({ userid, endedAt, returnConfirmedBy }) => [userid, endedAt !== null, returnConfirmedBy])

describe('a joiner who may be a former member', () => {
  test('HR is asked about a former member with the name or the userid, and nothing is submitted without an answer', async ({
    kit,
  }) => {
    const { check, row, submit } = await createFormerMember(kit)
    const question = {
      field: 'userid',
      code: 'former',
      former: [{ userid: 'zhaolei', name: '赵磊', leftOn: '2026-03-17' }],
    }
    expect((await check({})).faults).toEqual([{ ...question, suggestions: ['zhaolei2'] }])
    expect((await check({ name: '赵小磊', userid: 'ZhaoLei' })).faults).toEqual([
      { ...question, suggestions: ['zhaoxiaolei'] },
    ])
    expect((await submit([row(1, { name: '赵磊', userid: '' })])).status).toBe(422)
  })

  test('the same person returns to the earlier account, even when the directory shows the account before the opening does', async ({
    kit,
  }) => {
    const { row, confirmBatch, advanceToDayBefore, firstOpening, batch, check } = await createFormerMember(kit)
    kit.deps.wecom.accounts.lostAnswers = 1
    const id = await confirmBatch([row(1, { name: '赵磊', userid: 'zhaolei', returnAnswer: 'same' })])
    expect((await batch(id)).items[0]).toMatchObject({ returnAnswer: 'same', userid: 'zhaolei' })
    // A person who already returns is not asked about again.
    expect((await check({ mobile: '13300000055' })).faults).toEqual([])
    await advanceToDayBefore()
    expect((await firstOpening(id)).state).toBe('creating')
    const member = kit.deps.wecom.members.get('zhaolei')!
    await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [member], reading(kit)))
    kit.deps.clock.advanceSeconds(10)
    await drainOutbox(kit.deps)
    expect((await firstOpening(id)).state).toBe('created')
    expect(await listEmployments(kit)).toEqual([
      ['zhaolei', true, 'xiaolan'],
      ['zhaolei', false, null],
    ])
    expect(createdAccounts(kit)).toEqual(['zhaolei'])
    const created = (await kit.deps.db.select().from(auditEntries)).find(({ action }) => action === 'account.created')
    expect(created?.details).toMatchObject({ userid: 'zhaolei', returnAnswer: 'same' })
  })

  test.for([
    ['another position', { position: '质检' }, 'differs', ['retry', 'reveal']],
    ['a mistyped name', { name: '赵蕾' }, 'other_person', ['mend', 'retry', 'withdraw', 'reveal']],
  ] as const)(
    'the same person keeps their history when the console shows the account with %s',
    async ([, changes, failure, allowed], { kit }) => {
      const { row, confirmBatch, advanceToDayBefore, firstOpening, requestAs, hr, json, quality } =
        await createFormerMember(kit)
      Object.assign(kit.deps.site, { hasContactsSecret: false })
      const entry = row(1, { name: '赵磊', userid: 'zhaolei', returnAnswer: 'same' })
      const id = await confirmBatch([entry])
      await advanceToDayBefore()
      const account = {
        alias: '',
        departments: [quality],
        mainDepartment: quality,
        leads: [],
        telephone: '',
        status: 4 as const,
      }
      const member = { ...account, userid: 'zhaolei', name: '赵磊', position: '检验员' }
      kit.deps.wecom.members.set('zhaolei', { ...member, ...changes })
      kit.deps.wecom.owners.set(entry.mobile, 'zhaolei')
      const { id: joiner } = await firstOpening(id)
      const act = async (action: string, body: object = {}) => {
        await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/${action}`, body))
        await drainOutbox(kit.deps)
        return json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
      }
      const failed = await act('look')
      expect(failed).toMatchObject({ state: 'failed', failure, allowed })
      await kit.deps.db.transaction((tx) =>
        syncMembers(kit.deps, tx, [kit.deps.wecom.members.get('zhaolei')!], reading(kit)),
      )
      expect(await listEmployments(kit)).toEqual([
        ['zhaolei', true, null],
        ['zhaolei', false, null],
      ])
      // The retry comes before the account is deleted in the console: it may exist until a check finds none.
      const retried = await act('retry', { version: failed.version })
      expect([retried.state, retried.allowed]).toEqual(['by_hand', ['reveal', 'look']])
      kit.deps.wecom.members.delete('zhaolei')
      expect((await act('look')).allowed).toContain('withdraw')
      kit.deps.wecom.members.set('zhaolei', member)
      await act('look')
      kit.deps.clock.advanceHours(1)
      await drainOutbox(kit.deps)
      expect((await firstOpening(id)).state).toBe('created')
      expect((await listEmployments(kit))[0]).toEqual(['zhaolei', true, 'xiaolan'])
    },
  )

  test('a joiner who is another person is refused the account of the former member, and gets a separate account', async ({
    kit,
  }) => {
    const { row, submit, confirmBatch, advanceToDayBefore, firstOpening } = await createFormerMember(kit)
    const otherAnswer = { name: '赵磊', returnAnswer: 'other' } as const
    const refused = await submit([row(1, { ...otherAnswer, userid: 'ZhaoLei' })])
    expect([refused.status, await refused.json()]).toMatchObject([
      422,
      { error: { details: { fields: [{ path: 'rows.1.userid', code: 'former' }] } } },
    ])
    const id = await confirmBatch([row(1, { ...otherAnswer, userid: '' })])
    await advanceToDayBefore()
    expect(await firstOpening(id)).toMatchObject({ state: 'created', userid: 'zhaolei2', returnAnswer: 'other' })
    expect(await listEmployments(kit)).toEqual([
      ['zhaolei', true, null],
      ['zhaolei2', false, null],
    ])
  })

  test('after the opening of a return was withdrawn, the next holder of the account is another person', async ({
    kit,
  }) => {
    const { row, confirmBatch, firstOpening, requestAs, hr, json } = await createFormerMember(kit)
    const id = await confirmBatch([row(1, { name: '赵磊', userid: 'zhaolei', returnAnswer: 'same' })])
    const joiner = await firstOpening(id)
    const { version } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner.id}`))
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner.id}/withdrawal`, { version }))
    const member = { ...kit.deps.wecom.members.get('limin')!, userid: 'zhaolei', name: '赵敏' }
    kit.deps.wecom.members.set('zhaolei', member)
    await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [member], reading(kit)))
    expect(await listEmployments(kit)).toEqual([
      [expect.stringMatching(FORMER), true, null],
      ['zhaolei', false, null],
    ])
  })

  test('a changed answer changes the plan, so that a review of the earlier one is refused', async ({ kit }) => {
    const { row, submitBatch, batch, decide, requestAs, hr, ops, json } = await createFormerMember(kit)
    const { id } = await submitBatch([row(1, { name: '赵磊', userid: 'zhaolei', returnAnswer: 'same' })])
    const { planHash } = await batch(id)
    await json<BatchView>(await decide(id, { decision: 'return', reason: '是新人', excluded: undefined }))
    const [item] = (await batch(id)).items
    const view = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${item!.id}`))
    expect(view.row).toMatchObject({ returnAnswer: 'same' })
    const correction = { version: view.version, row: { ...view.row!, userid: '', returnAnswer: 'other' } }
    await json(await requestAs(hr, 'POST', `/api/joiners/${item!.id}/correction`, correction))
    const path = `/api/joiners/batches/${id}/decision`
    expect((await requestAs(ops, 'POST', path, { decision: 'confirm', planHash, excluded: [] })).status).toBe(409)
    expect((await batch(id)).items[0]).toMatchObject({ userid: 'zhaolei2', returnAnswer: 'other' })
  })
})
