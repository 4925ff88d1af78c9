import { type NoticeEvent, noticeEventNames } from '@desk/shared/notices/notice-policy'
import { type RequestType, requestTypes } from '@desk/shared/requests/types/index'
import type { RequestTypeDefinition } from '@desk/shared/requests/model/define-request-type'
import { requestStates, STOPPED } from '@desk/shared/requests/model/request-flow'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { outbox } from '../../../db/schema/index.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { exhaustDailyBudget } from '../../../testing/fixtures/daily-budget.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { createApprovedChange, toPosition } from '../../../testing/fixtures/info-change.ts'
import { readyToSubmit } from '../../../testing/fixtures/requests-of-each-type.ts'
import { smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { digestText } from './card-text.ts'
import { requireRequest } from '../model/request-queries.ts'
import { titlesTo } from '../../../testing/fixtures/sent-cards.ts'

const events = noticeEventNames.filter((event) => event.startsWith('request.'))

/** Lists every state and phase that a request of this type may have. */
function statesAndPhasesOf(kind: RequestType) {
  const { phases = {} }: Pick<RequestTypeDefinition, 'phases'> = requestTypes[kind]
  return requestStates.flatMap((state) =>
    [null, STOPPED, ...Object.keys(phases)].map((phase): { state: typeof state; phase: string | null } => ({
      state,
      phase,
    })),
  )
}

async function listFailingLines(kit: Kit, kind: RequestType): Promise<string[]> {
  const { applicant, submit } = await readyToSubmit[kind](kit)
  const request = await requireRequest(kit.deps.db, (await submit()).id)
  expect(request.kind).toBe(kind)
  const { userid } = applicant
  const line = (event: NoticeEvent, requestState: object) =>
    digestText(kit.deps, { event, userid }, { ...request, ...requestState }).then(({ title }) => title)
  const failures: string[] = []
  for (const event of events)
    for (const requestState of statesAndPhasesOf(kind)) {
      const text = await line(event, requestState).catch(String)
      if (text === '' || text.includes('Error'))
        failures.push(`${event} ${requestState.state} ${String(requestState.phase)}: ${text}`)
    }
  return failures
}

describe('the digest line', () => {
  test.for(Object.keys(requestTypes) as RequestType[])(
    'each notice about a request of the type %s has a digest line in every state',
    async (kind, { kit }) => {
      expect(await listFailingLines(kit, kind)).toEqual([])
    },
  )

  test('a digest with the line of a completed manual task is sent', async ({ kit }) => {
    Object.assign(kit.deps, { site: { ...kit.deps.site, hasContactsSecret: false } })
    const ops = await kit.given.member({ userid: 'zhuyun', roles: ['ops'] })
    await exhaustDailyBudget(kit, ops.userid)
    await createApprovedChange(kit, toPosition)
    const member = kit.deps.wecom.members.get('guoji')
    if (member) kit.deps.wecom.members.set('guoji', { ...member, position: '高级质检工程师' })
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, 'zhuyun')).toContain('还有 1 条消息')
    const jobs = await kit.deps.db.select().from(outbox).where(eq(outbox.topic, 'notice.digest'))
    expect(jobs.map(({ lastError }) => lastError)).toEqual([null])
  })

  test('a comment beyond the budget of a day is a line of the next digest', async ({ kit }) => {
    const { applicant, admin } = await smallCompany(kit)
    const { id } = await submitInfoChange(kit, applicant)
    await drainOutbox(kit.deps)
    await exhaustDailyBudget(kit, admin.userid)
    const { requestAs } = createTestClient(kit.deps)
    const comment = { text: '证明已补上', attachments: [] }
    expect((await requestAs(applicant, 'POST', `/api/requests/${id}/comments`, comment)).status).toBe(201)
    kit.deps.clock.advanceHours(1)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceHours(24)
    await drainOutbox(kit.deps)
    expect(titlesTo(kit, admin.userid)).toContain('还有 1 条消息')
  })
})
