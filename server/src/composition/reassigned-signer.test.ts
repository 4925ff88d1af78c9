import { textOf } from '@desk/shared/evidence/bytes'
import { readZip } from '@desk/shared/evidence/bundle/read-zip'
import { verifyBundle } from '@desk/shared/evidence/bundle/verify-bundle'
import { type CalendarDay, dayIn } from '@desk/shared/kernel/calendar-day'
import type { PersonRecord } from '@desk/shared/policies/record-schemas'
import { like } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { members, policySigners } from '../db/schema/index.ts'
import { confirmReturn } from '../directory/employment-queries.ts'
import { markMembersLeft, syncMembers } from '../directory/sync-members-queries.ts'
import { describeEntries } from '../features/audit/describe-entries.ts'
import { listOldest } from '../features/audit/entry-queries.ts'
import { createSealer } from '../features/audit/jobs/seal-audit.ts'
import { requirePublishedPolicy } from '../features/policies/document/policy-queries.ts'
import { exportBundle } from '../features/policies/evidence/bundle/export-bundle.ts'
import { setDueDate } from '../features/policies/roster/change-person.ts'
import { snapshotBoards } from '../features/policies/roster/jobs/snapshot-board.ts'
import { policyAsOf } from '../features/policies/roster/policy-as-of.ts'
import { listRoster } from '../features/policies/roster/roster-queries.ts'
import { purgeExpired } from '../features/privacy/jobs/purge-expired.ts'
import { drainOutbox } from '../testing/drain-outbox.ts'
import { clause, createPublishedPolicy, draftOf, policyCompany, readAndSign } from '../testing/fixtures/policy.ts'
import { createTestClient } from '../testing/http.ts'
import { type Kit, test } from '../testing/kit.ts'

const reading = ({ deps }: Kit) => ({ at: deps.clock.now(), source: 'test' })

/** Lets a member sign, and stores the counts of that day; the member leaves on the next day and is absent for two months. */
async function signAndLeave(kit: Kit) {
  const { deps } = kit
  const company = await policyCompany(kit)
  const reviewer = await kit.given.member({ userid: 'reviewer', department: company.root, roles: ['compliance'] })
  const signer = await kit.given.member({ userid: 'guoji', name: '郭𠮷', department: company.north })
  const id = await createPublishedPolicy(kit, company, draftOf([clause('1')]))
  await setDueDate(deps, reviewer, { id, userid: 'guoji', reason: '出差', dueOn: '2026-03-20' })
  const { code } = await readAndSign(kit, signer, id)
  const signedOn = dayIn(deps.site.timeZone, deps.clock.now())
  deps.clock.advanceHours(24)
  await snapshotBoards(deps)
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, ['guoji'], reading(kit)))
  const leftOn = dayIn(deps.site.timeZone, deps.clock.now())
  await drainOutbox(deps)
  deps.clock.advanceHours(24)
  await snapshotBoards(deps)
  deps.clock.advanceDays(60)
  return { ...company, reviewer, id, code, signedOn, leftOn }
}

/** Lets WeCom show the userid again. */
async function reappear(kit: Kit, name: string): Promise<void> {
  const member = kit.deps.wecom.members.get('guoji')
  if (!member) throw new Error('WeCom must know the member')
  await kit.deps.db.transaction((tx) => syncMembers(kit.deps, tx, [{ ...member, name }], reading(kit)))
  await drainOutbox(kit.deps)
}

const formerUserid = async ({ deps }: Kit): Promise<string> => {
  const [row] = await deps.db.select().from(members).where(like(members.userid, 'guoji@former-%'))
  return row?.userid ?? ''
}

type Signed = Awaited<ReturnType<typeof signAndLeave>>

/** Lists the holders of the userid on the roster of a day. */
async function rosterOf({ deps }: Kit, { id }: Pick<Signed, 'id'>, day: CalendarDay) {
  const past = await policyAsOf(deps, await requirePublishedPolicy(deps.db, id), day)
  if (past?.day !== day) throw new Error('the day must be stored')
  const rows = await listRoster(past.deps, past.policy, { limit: 100 })
  return rows.filter(({ userid }) => userid.startsWith('guoji')).map(({ name, state }) => ({ name, state }))
}

async function exportLines(kit: Kit, id: Signed['id'], day?: CalendarDay) {
  await createSealer(kit.deps)()
  const parts: Uint8Array[] = []
  for await (const part of exportBundle(kit.deps, { policy: id, day }, 'reviewer')) parts.push(part)
  const files = readZip(Buffer.concat(parts))
  const linesOf = (file: string) =>
    (textOf(files.get(file) ?? new Uint8Array()) ?? '')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  const states = new Map(linesOf('roster.jsonl').map(({ person, state }) => [person, state]))
  const people = linesOf('people.jsonl')
    .filter(({ userid }) => String(userid).startsWith('guoji'))
    .map(({ person, userid, name, keys }) => ({
      userid,
      name,
      state: states.get(person),
      hasSigned: keys !== undefined,
    }))
    .sort((one, other) => (String(one.name) < String(other.name) ? -1 : 1))
  return { people, result: await verifyBundle(files) }
}

describe('a userid that WeCom assigns to another person', () => {
  test('the signature remains the former holder’s in the record, on the audit page and in the bundle', async ({
    kit,
  }) => {
    const signed = await signAndLeave(kit)
    await reappear(kit, '何静')
    const former = await formerUserid(kit)
    const { requestAs } = createTestClient(kit.deps)
    const recordOf = async (userid: string) =>
      (await (await requestAs(signed.reviewer, 'GET', `/api/signing-records/${userid}`)).json()) as PersonRecord
    expect((await recordOf('guoji')).policies).toMatchObject([{ state: 'pending', receipt: null, signedAt: null }])
    expect((await recordOf('guoji')).events).toEqual([])
    expect((await recordOf(former)).policies).toMatchObject([{ state: 'excluded', receipt: signed.code }])

    const rows = await listOldest(kit.deps.db, { action: 'policy.signed' }, { after: 0, upTo: 1_000_000 }, 10)
    const { items } = await describeEntries(kit.deps.db, rows)
    expect(items.map(({ actor }) => actor)).toEqual([{ userid: former, name: '郭𠮷' }])

    const { people, result } = await exportLines(kit, signed.id)
    expect(people).toEqual([
      { userid: 'guoji', name: '何静', state: 'pending', hasSigned: false },
      { userid: 'guoji', name: '郭𠮷', state: 'excluded', hasSigned: true },
    ])
    expect(result).toMatchObject({ isValid: true })
  })

  test('a past day lists the former holder, with the signature, and not the new one', async ({ kit }) => {
    const signed = await signAndLeave(kit)
    const rostersBefore = [await rosterOf(kit, signed, signed.signedOn), await rosterOf(kit, signed, signed.leftOn)]
    await reappear(kit, '何静')
    expect(rostersBefore).toEqual([[{ name: '郭𠮷', state: 'signed' }], [{ name: '郭𠮷', state: 'excluded' }]])
    expect([await rosterOf(kit, signed, signed.signedOn), await rosterOf(kit, signed, signed.leftOn)]).toEqual(
      rostersBefore,
    )
    const { people, result } = await exportLines(kit, signed.id, signed.signedOn)
    expect(people).toEqual([{ userid: 'guoji', name: '郭𠮷', state: 'signed', hasSigned: true }])
    expect(result).toMatchObject({ isValid: true })
  })

  test('the key of the former holder is destroyed when the retention period after they left is over', async ({
    kit,
  }) => {
    await signAndLeave(kit)
    await reappear(kit, '何静')
    const countKeys = () => kit.deps.db.$count(policySigners, like(policySigners.userid, 'guoji%'))
    expect(await countKeys()).toBe(1)
    kit.deps.clock.advanceDays(400)
    await purgeExpired(kit.deps)
    expect(await countKeys()).toBe(0)
  })
})

test('a person whose return HR confirmed is on the rosters of earlier days in the same states', async ({ kit }) => {
  const signed = await signAndLeave(kit)
  const rostersBefore = [await rosterOf(kit, signed, signed.signedOn), await rosterOf(kit, signed, signed.leftOn)]
  await kit.deps.db.transaction((tx) => confirmReturn(tx, 'guoji', 'hr', kit.deps.clock.now()))
  await reappear(kit, '郭𠮷')
  expect(rostersBefore).toEqual([[{ name: '郭𠮷', state: 'signed' }], [{ name: '郭𠮷', state: 'excluded' }]])
  expect([await rosterOf(kit, signed, signed.signedOn), await rosterOf(kit, signed, signed.leftOn)]).toEqual(
    rostersBefore,
  )
  const { people, result } = await exportLines(kit, signed.id)
  expect(people).toEqual([{ userid: 'guoji', name: '郭𠮷', state: 'lapsed', hasSigned: true }])
  expect(result).toMatchObject({ isValid: true })
})
