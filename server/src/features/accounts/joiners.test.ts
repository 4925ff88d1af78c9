import type { BatchView, JoinerBoard, JoinerCheck, OpeningView } from '@desk/shared/accounts/account-schemas'
import type { HrHome } from '@desk/shared/accounts/hr-home-schemas'
import type { JoinerRow } from '@desk/shared/accounts/joiner-fields'
import { sql } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { rowsOf } from '../../db/rows-of.ts'
import { auditEntries, members } from '../../db/schema/index.ts'
import { WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createdAccounts, joinerCompany } from '../../testing/fixtures/joiners.ts'
import { onOtherConnection, testDatabase } from '../../testing/database/test-database.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { openingDuties } from './board/opening-duties.ts'
import { openFlow } from './opening/open-flow.ts'

const MINUTES_OF_OUTAGE = 40

describe('a batch of joiners', () => {
  test('rows with faults are refused with every fault that the check shows, and neither stored nor sent to WeCom', async ({
    kit,
  }) => {
    const { requestAs, hr, json, row, submit } = await joinerCompany(kit)
    const rows = [
      row(1),
      row(2, { name: '' }),
      row(3, { mobile: '137500412' }),
      row(4, { department: '质检' }),
      row(5, { startsOn: '2026-03-01' }),
      row(6, { company: '外协公司', sponsor: '李敏' }),
      row(7, { userid: 'xiaolan' }),
      row(8, { mobile: row(1).mobile }),
    ]
    const check = await json<JoinerCheck>(await requestAs(hr, 'POST', '/api/joiners/check', { rows }))
    const shownFaults = check.rows.flatMap(({ row: { no }, faults }) =>
      faults.map(({ field, code }) => ({ path: `rows.${String(no)}.${field}`, code })),
    )
    expect(shownFaults).toEqual([
      { path: 'rows.2.name', code: 'missing' },
      { path: 'rows.3.mobile', code: 'too_short' },
      { path: 'rows.4.department', code: 'unknown' },
      { path: 'rows.5.startsOn', code: 'past' },
      { path: 'rows.6.endsOn', code: 'missing' },
      { path: 'rows.7.userid', code: 'taken' },
      { path: 'rows.8.mobile', code: 'repeated' },
    ])
    const refused = await submit(rows)
    expect(refused.status).toBe(422)
    expect(await refused.json()).toMatchObject({
      error: { code: 'account.faulty_rows', details: { fields: shownFaults } },
    })
    const board = await json<JoinerBoard>(await requestAs(hr, 'GET', '/api/joiners'))
    expect(board.items).toEqual([])
    expect(createdAccounts(kit)).toEqual([])
  })

  test('the accounts of confirmed openings are created on the day before, without an invitation, which follows on the first morning', async ({
    kit,
  }) => {
    const { row, submitBatch, batch, decide, json, advanceToDayBefore, runDueJobs, firstOpening } =
      await joinerCompany(kit)
    const { id } = await submitBatch([row(1), row(2), row(3)])
    const plan = await batch(id)
    expect(plan).toMatchObject({ mayDecide: true, items: [{ mobile: '133****0001', state: 'review' }, {}, {}] })
    const excluded = [{ id: plan.items[2]!.id, reason: '编制未批' }]
    const decided = await json<BatchView>(await decide(id, { excluded }))
    expect(decided.items.map(({ state }) => state)).toEqual(['scheduled', 'scheduled', 'excluded'])
    await drainOutbox(kit.deps)
    expect(createdAccounts(kit)).toEqual([])
    await advanceToDayBefore()
    expect(createdAccounts(kit)).toEqual(['qiuchen1', 'qiuchen2'])
    expect((await batch(id)).items.map(({ state }) => state)).toEqual(['created', 'created', 'excluded'])
    await runDueJobs()
    expect(kit.deps.wecom.invited).toEqual([])
    kit.deps.clock.advanceHours(24)
    await runDueJobs()
    await runDueJobs()
    expect(kit.deps.wecom.invited).toEqual([['qiuchen1', 'qiuchen2']])
    expect((await firstOpening(id)).state).toBe('invited')
    expect(kit.deps.wecom.mailings.map(({ card }) => card.title)).toEqual([
      '待审核：3 位入职',
      '你的部门将有 2 位新同事',
      '入职登记有 1 位未通过',
    ])
  })

  test('joiners are invited within a minute of the end of an outage of WeCom, and an invitation that HR sends keeps the longer delays', async ({
    kit,
  }) => {
    const { hr, row, json, requestAs, confirmBatch, advanceToDayBefore, runDueJobs, firstOpening } =
      await joinerCompany(kit)
    const id = await confirmBatch([row(1)])
    await advanceToDayBefore()
    kit.deps.clock.advanceHours(24)
    const { wecom } = kit.deps
    const { inviteMembers } = wecom
    const countCallsOfOutage = async () => {
      let calls = 0
      wecom.inviteMembers = async () => {
        calls += 1
        throw new WecomUnreachableError('timeout', 'batch/invite')
      }
      for (let minute = 0; minute < MINUTES_OF_OUTAGE; minute += 1) {
        await runDueJobs()
        kit.deps.clock.advanceSeconds(60)
      }
      wecom.inviteMembers = inviteMembers
      return calls
    }
    expect(await countCallsOfOutage()).toBe(MINUTES_OF_OUTAGE)
    await runDueJobs()
    expect(wecom.invited).toEqual([['qiuchen1']])
    kit.deps.clock.advanceHours(24)
    const { id: opening } = await firstOpening(id)
    const { version } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${opening}`))
    await json(await requestAs(hr, 'POST', `/api/joiners/${opening}/invitation`, { version }))
    expect(await countCallsOfOutage()).toBeLessThan(MINUTES_OF_OUTAGE / 4)
  })

  test('a plan that changed since it was shown is not confirmed, nor is one with a made-up hash', async ({ kit }) => {
    const { row, submitBatch, requestAs, ops, hr, batch, json } = await joinerCompany(kit)
    const { id } = await submitBatch([row(1), row(2)])
    const { planHash, items } = await batch(id)
    const path = `/api/joiners/batches/${id}/decision`
    const forged = { decision: 'confirm', planHash: '0'.repeat(64), excluded: [] }
    expect((await requestAs(ops, 'POST', path, forged)).status).toBe(409)
    const withdrawal = `/api/joiners/${items[1]!.id}/withdrawal`
    await json(await requestAs(hr, 'POST', withdrawal, { version: 1 }))
    const response = await requestAs(ops, 'POST', path, { decision: 'confirm', planHash, excluded: [] })
    expect(await response.json()).toMatchObject({ error: { code: 'account.changed_meanwhile' } })
    expect((await batch(id)).items.map(({ state }) => state)).toEqual(['review', 'cancelled'])
  })

  test('a member with the roles of HR and ops decides no opening that they submitted, and one with only the HR role decides none', async ({
    kit,
  }) => {
    const { row, submitBatch, decide, requestAs, hr } = await joinerCompany(kit)
    const both = await kit.given.member({ userid: 'both', roles: ['hr', 'ops'] })
    const { id } = await submitBatch([row(1)], both)
    const own = await decide(id, {}, both)
    expect([own.status, await own.json()]).toMatchObject([409, { error: { code: 'account.own_entry' } }])
    const body = { decision: 'confirm', planHash: '0'.repeat(64), excluded: [] }
    expect((await requestAs(hr, 'POST', `/api/joiners/batches/${id}/decision`, body)).status).toBe(404)
  })

  test('a returned opening is corrected by any member of HR and reviewed again; a number that the form shows masked stays as stored', async ({
    kit,
  }) => {
    const { row, submitBatch, decide, json, requestAs, batch, firstOpening } = await joinerCompany(kit)
    const other = await kit.given.member({ userid: 'hr2', roles: ['hr'] })
    const { id } = await submitBatch([row(1)])
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    const { id: joiner } = await firstOpening(id)
    const view = await json<OpeningView>(await requestAs(other, 'GET', `/api/joiners/${joiner}`))
    expect(view).toMatchObject({
      reason: '岗位写全',
      row: { mobile: '133****0001' },
      allowed: ['mend', 'withdraw', 'reveal'],
    })
    const correction = { version: view.version, row: { ...view.row!, position: '检验员（夜班）' } }
    await json(await requestAs(other, 'POST', `/api/joiners/${joiner}/correction`, correction))
    expect((await batch(id)).items[0]).toMatchObject({ state: 'review', position: '检验员（夜班）' })
    await json(await decide(id))
    const { mobile } = await json<{ mobile: string }>(
      await requestAs(other, 'POST', `/api/joiners/${joiner}/reveal`, {}),
    )
    expect(mobile).toBe(row(1).mobile)
    const actions = (await kit.deps.db.select().from(auditEntries)).map(({ action }) => action)
    expect(actions).toContain('account.contact_revealed')
  })

  test('a returned opening of a partner keeps its sponsor, who has a namesake', async ({ kit }) => {
    const { row, submitBatch, decide, json, requestAs, batch, firstOpening, hr } = await joinerCompany(kit)
    const { id } = await submitBatch([row(1, { company: '外协公司', sponsor: '李敏', endsOn: '2026-09-30' })])
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    await kit.given.member({ userid: 'limin2', name: '李敏', isSearchable: true })
    const { id: joiner } = await firstOpening(id)
    const { version, row: shown } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    const correction = { version, row: { ...shown!, position: '驻厂调试（夜班）' } }
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/correction`, correction))
    expect((await batch(id)).items[0]).toMatchObject({ state: 'review', sponsor: { userid: 'limin' } })
  })

  test('the sponsor of a joining partner is an employee, not another partner', async ({ kit }) => {
    const { row, submit, submitBatch, decide, json, advanceToDayBefore, requestAs, hr } = await joinerCompany(kit)
    const contract = { company: '外协公司', sponsor: 'limin', endsOn: '2026-09-30' }
    const { id } = await submitBatch([row(1, contract)])
    await json(await decide(id))
    await advanceToDayBefore()
    await kit.deps.db.update(members).set({ status: 1 })
    const rows = [row(2, { ...contract, sponsor: 'qiuchen1' })]
    const check = await json<JoinerCheck>(await requestAs(hr, 'POST', '/api/joiners/check', { rows }))
    expect(check.rows[0]?.faults).toEqual([{ field: 'sponsor', code: 'partner', suggestions: [] }])
    expect((await submit(rows)).status).toBe(422)
    await submitBatch([row(2, contract)])
  })

  test('the submitter of a batch does not decide an opening that another person corrected', async ({ kit }) => {
    const { row, submitBatch, decide, json, requestAs, hr, batch, firstOpening } = await joinerCompany(kit)
    const both = await kit.given.member({ userid: 'both', roles: ['hr', 'ops'] })
    const { id } = await submitBatch([row(1)], both)
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    const {
      id: joiner,
      version,
      row: stored,
    } = await firstOpening(id).then(async ({ id: entry }) =>
      json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${entry}`)),
    )
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/correction`, { version, row: stored! }))
    const { planHash } = await batch(id)
    const decision = { decision: 'confirm', planHash, excluded: [] }
    const own = await requestAs(both, 'POST', `/api/joiners/batches/${id}/decision`, decision)
    expect(await own.json()).toMatchObject({ error: { code: 'account.own_entry' } })
    expect(await json<BatchView>(await requestAs(both, 'GET', `/api/joiners/batches/${id}`))).toMatchObject({
      mayDecide: false,
      isOwn: true,
    })
    const { reviews } = await json<JoinerBoard>(await requestAs(both, 'GET', '/api/joiners'))
    expect(reviews.map(({ mayDecide }) => mayDecide)).toEqual([false])
    const duties = await openingDuties(kit.deps, both)
    expect(duties.map(({ code }) => code)).toEqual(['open_accounts'])
    await drainOutbox(kit.deps)
    const asked = kit.deps.wecom.mailings.filter(({ card }) => card.title === '待审核：1 位入职')
    expect(asked.map(({ userids }) => userids)).toEqual([['chenhaiyan'], ['chenhaiyan']])
  })

  test('the department admin reads the earliest first day of a batch', async ({ kit }) => {
    const { row, confirmBatch } = await joinerCompany(kit)
    await confirmBatch([row(1, { startsOn: '2026-03-30' }), row(2, { startsOn: '2026-03-23' })])
    await drainOutbox(kit.deps)
    const card = kit.deps.wecom.mailings.find(({ userids }) => userids.includes('limin'))?.card
    expect(card?.subtitle).toBe('最早 2026-03-23 报到')
  })

  test('a repeated submission returns the same batch, and a phone number of an opening in progress is refused', async ({
    kit,
  }) => {
    const { row, requestAs, hr, json, submit } = await joinerCompany(kit)
    const send = (rows: JoinerRow[]) =>
      requestAs(hr, 'POST', '/api/joiners/batches', { rows }, { 'idempotency-key': 'same-key' })
    const first = await json<{ id: string }>(await send([row(1)]), 201)
    expect(await json(await send([row(1)]), 200)).toEqual(first)
    expect((await send([row(2)])).status).toBe(422)
    expect((await submit([row(3, { mobile: row(1).mobile })])).status).toBe(422)
  })

  test("openings are in HR's home until they are withdrawn, those that HR has to correct first; an opening in progress can take over an account that was created in the console", async ({
    kit,
  }) => {
    const { row, submitBatch, decide, json, requestAs, hr, firstOpening } = await joinerCompany(kit)
    const readHomeSection = async () => {
      const home = await json<HrHome>(await requestAs(hr, 'GET', '/api/hr'))
      const { count, due, rows } = home.sections.find(({ name }) => name === 'joiners')!
      return [count, due, ...rows.map(({ person, reason, isDue }) => [person.userid, reason, isDue])]
    }
    const hasMember = () => kit.deps.db.transaction((tx) => openFlow.hasMember(tx, 'QIUCHEN2', kit.deps.clock.now()))
    await submitBatch([row(1, { startsOn: '2026-03-18' })])
    expect(await hasMember()).toBe(false)
    const { id } = await submitBatch([row(2)])
    await json(await decide(id, { decision: 'return', reason: '岗位写全', excluded: undefined }))
    expect(await readHomeSection()).toEqual([2, 1, ['qiuchen2', 'to_mend', true], ['qiuchen1', 'joining', false]])
    expect(await hasMember()).toBe(true)
    const { id: joiner } = await firstOpening(id)
    const { version } = await json<OpeningView>(await requestAs(hr, 'GET', `/api/joiners/${joiner}`))
    await json(await requestAs(hr, 'POST', `/api/joiners/${joiner}/withdrawal`, { version }))
    expect(await readHomeSection()).toEqual([1, 0, ['qiuchen1', 'joining', false]])
    expect(await hasMember()).toBe(false)
  })
})

describe.skipIf(testDatabase.isEmbedded)('a batch that is being confirmed', () => {
  test('a batch that is being confirmed while one of its openings is withdrawn leaves that one withdrawn, and is confirmed once it was shown again', async ({
    kit,
  }) => {
    const { row, submitBatch, batch, decide } = await joinerCompany(kit)
    const { id } = await submitBatch([row(1), row(2)])
    const withdrawn = (await batch(id)).items[1]!.id
    const { answer } = await kit.deps.db.transaction(async (tx) => {
      await tx.execute(
        sql`update account_openings set state = 'cancelled', version = version + 1 where id = ${withdrawn}`,
      )
      return onOtherConnection(async () => {
        const call = decide(id)
        await waitForLock(kit)
        return { answer: { call } }
      })
    })
    expect((await answer.call).status).toBe(409)
    expect((await decide(id)).status).toBe(200)
    expect((await batch(id)).items.map(({ state }) => state)).toEqual(['scheduled', 'cancelled'])
  })
})

/** Resolves once a statement waits for a lock in this database. */
async function waitForLock({ deps }: Kit): Promise<void> {
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await rowsOf(deps.db, waiting)).length === 0);
}
