import { eq } from 'drizzle-orm'
import { expect } from 'vitest'
import { members } from '../../../db/schema/index.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { test } from '../../../testing/kit.ts'
import { getInfoChangeForm } from '../../info-change/get-info-change-form.ts'
import { decideRequest } from '../commands/decide-request.ts'
import { getRequest } from '../inbox/get-request.ts'

test('only the applicant reads how the approver is reached, and only while they wait', async ({ kit }) => {
  const { applicant, admin } = await smallCompany(kit)
  await kit.deps.db.update(members).set({ telephone: '0755-86012046' }).where(eq(members.userid, admin.userid))
  const view = await submitInfoChange(kit, applicant)
  expect(view.contact).toEqual({ phone: '0755-86012046', isOnDuty: true, usualHours: null })
  expect((await getRequest(kit.deps, admin, view.id)).contact).toBeNull()
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: refuse }))
  expect((await getRequest(kit.deps, applicant, view.id)).contact).toBeNull()
})

test('the form states the usual answer time and the due date, which the submitted request then has', async ({
  kit,
}) => {
  const { applicant, admin } = await smallCompany(kit)
  expect((await getInfoChangeForm(kit.deps, applicant)).answer?.usualHours).toBeNull()
  for (let index = 0; index < 5; index += 1) {
    const view = await submitInfoChange(kit, applicant, {
      position: { from: '质检工程师', to: `岗位 ${String(index)}` },
    })
    kit.deps.clock.advanceSeconds(1200)
    await decideRequest(kit.deps, admin, decisionOn(view, { position: refuse }))
  }
  const { answer } = await getInfoChangeForm(kit.deps, applicant)
  const { dueAt } = await submitInfoChange(kit, applicant)
  expect(answer).toEqual({ usualHours: 1, dueAt })
})
