import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { lostCases, members } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createGuardian, leave, lostDeviceCompany, report } from '../../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { requireCase } from '../cases/case-queries.ts'
import { answerGuardianRequest, removeGuardian } from './guardians.ts'

async function companyWithGuardian(kit: Kit) {
  const people = await lostDeviceCompany(kit)
  const { subject: ward, other: guardian } = people
  await createGuardian(kit, ward.userid, guardian.userid)
  return { ...people, ward, guardian }
}
type Company = Awaited<ReturnType<typeof companyWithGuardian>>

const endAccount = {
  'left the company': (kit: Kit, { guardian }: Company) => leave(kit, guardian.userid),
  'is disabled': ({ deps }: Kit, { guardian }: Company) =>
    deps.db.update(members).set({ status: 2 }).where(eq(members.userid, guardian.userid)),
  'lost their own phone': (kit: Kit, { guardian, ops }: Company) => report(kit, ops, guardian.userid),
}

describe('a guardian who may not act any more', () => {
  test.for(Object.keys(endAccount) as (keyof typeof endAccount)[])(
    'a guardian who %s locks nothing: neither by a new call nor by one whose session was checked before',
    async (end, { kit }) => {
      const company = await companyWithGuardian(kit)
      const { ward, guardian } = company
      await endAccount[end](kit, company)
      const body = { subjectId: ward.userid, label: '郭𠮷', why: 'lost', lastSeenAt: null, note: '' }
      const { requestAs } = createTestClient(kit.deps)
      const key = { 'idempotency-key': 'key-of-a-former-guardian' }
      expect((await requestAs(guardian, 'POST', '/api/lost-device/reports', body, key)).status).toBe(401)
      await expect(report(kit, guardian, ward.userid)).rejects.toMatchObject({ code: 'auth.required' })
      await drainOutbox(kit.deps)
      expect(await kit.deps.db.$count(lostCases, eq(lostCases.subjectId, ward.userid))).toBe(0)
      expect(kit.deps.wecom.setEnabledCalls.filter(({ userid }) => userid === ward.userid)).toEqual([])
    },
  )

  test.for([
    ['was removed by their ward', ({ deps }, { ward, guardian }) => removeGuardian(deps, ward, guardian.userid)],
    [
      'resigned',
      ({ deps }, { ward, guardian }) =>
        answerGuardianRequest(deps, guardian, { userid: ward.userid, answer: 'decline' }),
    ],
  ] as const satisfies readonly (readonly [string, (kit: Kit, company: Company) => Promise<unknown>])[])(
    'a report of a guardian who %s waits for a review like that of any colleague',
    async ([, end], { kit }) => {
      const company = await companyWithGuardian(kit)
      await end(kit, company)
      const { id } = await report(kit, company.guardian, company.ward.userid)
      await drainOutbox(kit.deps)
      expect((await requireCase(kit.deps.db, id)).phase).toBe('urgent_review')
      expect(kit.deps.wecom.setEnabledCalls).toEqual([])
    },
  )
})
