import { describe, expect } from 'vitest'
import { auditEntries } from '../../db/schema/index.ts'
import { auditedVisits, ROOM, createEvidenceRoom, TODAY } from '../../testing/fixtures/evidence-room.ts'
import { clause, draftOf, publishNextVersion, readAndSign } from '../../testing/fixtures/policy.ts'
import { test } from '../../testing/kit.ts'
import { anchorAudit } from '../audit/jobs/anchor-audit.ts'
import { createSealer } from '../audit/jobs/seal-audit.ts'
import { currentLog } from '../audit/log/log-queries.ts'
import { exportBundle } from '../policies/evidence/bundle/export-bundle.ts'
import { exemptPerson } from '../policies/roster/change-person.ts'
import { snapshotBoards } from '../policies/roster/jobs/snapshot-board.ts'

describe('the answer about a person', () => {
  test('a search by name shows at once which text the person signed, with messages, reading and the verified signature', async ({
    kit,
  }) => {
    const { person, id, viewAs } = await createEvidenceRoom(kit)
    const { code } = await readAndSign(kit, person, id)
    const { answer, hits } = await viewAs(`?q=${encodeURIComponent('罗文静')}`)
    expect(hits).toMatchObject([{ userid: 'luo', policy: id }])
    expect(answer).toMatchObject({
      state: 'signed',
      isToday: true,
      text: { label: '1.0', isCurrent: true, former: null },
      signature: {
        receipt: code,
        label: '1.0',
        isOfText: true,
        basis: 'full',
        read: 2,
        clauses: 2,
        client: 'wxwork',
        consent: '我已读完，愿意遵守。',
        isSound: true,
        checks: { text: true },
        signer: { name: '罗文静' },
      },
      counts: { signed: 1 },
    })
    expect(answer?.events.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['asked', 'signed']))
    expect(await auditedVisits(kit)).toEqual(['evidence_room.searched qinyue', 'evidence_room.read qinyue'])
  })

  test('an answer has the number of the audit entry of its view, and a search without an answer has none', async ({
    kit,
  }) => {
    const { person, id, viewAs } = await createEvidenceRoom(kit)
    const { entry } = await viewAs(`?person=${person.userid}&policy=${id}`)
    const read = (await kit.deps.db.select().from(auditEntries)).filter(({ action }) => action === 'evidence_room.read')
    expect(read).toMatchObject([{ seq: entry, object: id, details: { userid: person.userid, day: TODAY } }])
    expect((await viewAs(`?q=${encodeURIComponent('没有这个人')}`)).entry).toBeNull()
  })

  test('a search by receipt code shows the policy of the receipt', async ({ kit }) => {
    const { person, other, viewAs } = await createEvidenceRoom(kit)
    const { code } = await readAndSign(kit, person, other)
    const { answer } = await viewAs(`?q=${code.toLowerCase()}`)
    expect(answer).toMatchObject({ policy: { id: other }, signature: { receipt: code } })
  })

  test('the room shows the last anchored checkpoint, with the key of its log', async ({ kit }) => {
    const { viewAs } = await createEvidenceRoom(kit)
    expect((await viewAs('')).kept).toBeNull()
    await createSealer(kit.deps)()
    await anchorAudit(kit.deps)
    const { vkey } = (await currentLog(kit.deps.db))!
    expect((await viewAs('')).kept).toEqual({ checkpoint: kit.deps.auditLogKey.state.note, vkey })
  })

  test('a signature that was changed in the database is shown as unsound', async ({ kit }) => {
    const { person, id, viewAs } = await createEvidenceRoom(kit)
    const { code } = await readAndSign(kit, person, id)
    await kit.deps.db.execute(`alter table policy_signatures disable trigger all`)
    await kit.deps.db.execute(
      `update policy_signatures set signed_at = signed_at - interval '7 days' where code = '${code}'`,
    )
    await kit.deps.db.execute(`alter table policy_signatures enable trigger all`)
    const { answer } = await viewAs(`?q=${code}`)
    expect(answer?.signature).toMatchObject({ isSound: false, checks: { record: { isIntact: false } } })
  })

  test('the answer for a past day has the text, the changes and the state of that day, and nothing later', async ({
    kit,
  }) => {
    const { author, lead, person, id, viewAs } = await createEvidenceRoom(kit)
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    const first = await readAndSign(kit, person, id)
    kit.deps.clock.advanceHours(24)
    await snapshotBoards(kit.deps)
    const changed = draftOf([clause('1', '改过的内容。'), clause('2')])
    await publishNextVersion(kit, { author, lead }, id, 'major', changed, '2026-03-19')
    const second = await readAndSign(kit, person, id)
    await exemptPerson(kit.deps, author, { id, userid: 'luo', reason: '借调', until: '2026-04-30' })
    const answerOn = async (day: string) => (await viewAs(`?person=luo&policy=${id}&day=${day}`)).answer
    expect(await answerOn(TODAY)).toMatchObject({
      state: 'pending',
      signature: null,
      text: { label: '1.0', isCurrent: false },
    })
    const next = await answerOn('2026-03-18')
    expect([next?.commitment, (await answerOn('2026-03-19'))?.commitment]).toEqual(['none', null])
    for await (const _part of exportBundle(kit.deps, { policy: id, day: '2026-03-18' }, 'qinyue'));
    expect((await answerOn('2026-03-18'))?.commitment).toBe('same')
    expect(next).toMatchObject({ state: 'signed', isToday: false, signature: { receipt: first.code, isOfText: true } })
    expect(JSON.stringify(next)).not.toContain(second.code)
    expect(next?.counts).toMatchObject({ signed: 1, exempt: 0 })
    const now = await answerOn('2026-03-19')
    expect(now).toMatchObject({
      state: 'exempt',
      text: { label: '2.0', former: { label: '1.0' } },
      signature: { receipt: second.code },
    })
    expect(now?.text?.clauses.map(({ change }) => change)).toEqual(['changed', 'same'])
    expect((await viewAs(`?person=luo&policy=${id}&day=2026-03-16`)).answer).toMatchObject({ text: null, state: null })
  })

  test('a day after today and an unknown person are not found', async ({ kit }) => {
    const { requestAs, auditor, id } = await createEvidenceRoom(kit)
    for (const query of [`?person=luo&policy=${id}&day=2026-03-18`, `?person=nobody&policy=${id}`])
      expect((await requestAs(auditor, 'GET', ROOM + query)).status).toBe(404)
  })
})
