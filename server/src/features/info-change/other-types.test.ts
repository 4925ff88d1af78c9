import type { RequestType } from '@desk/shared/requests/types/index'
import { expect } from 'vitest'
import { readyToSubmit } from '../../testing/fixtures/requests-of-each-type.ts'
import { createTestClient } from '../../testing/http.ts'
import { test } from '../../testing/kit.ts'

const otherTypes: readonly RequestType[] = ['group_create', 'policy_exemption']

test.for(otherTypes)('no route of the follow-up of a change finds a request of the type %s', async (kind, { kit }) => {
  const { applicant, approver, ops, submit } = await readyToSubmit[kind](kit)
  const { id, version } = await submit()
  const { requestAs } = createTestClient(kit.deps)
  const answers: unknown[] = []
  for (const actor of [applicant, approver, ops])
    for (const [method, path, body] of [
      ['GET', 'resubmission', undefined],
      ['GET', 'sheet', undefined],
      ['POST', 'look', {}],
      ['POST', 'dispute', { version, text: '还是旧的' }],
      ['POST', 'settlement', { version, finding: 'stands', text: '已核查' }],
      ['POST', 'rewrite', { version }],
    ] as const) {
      const { status } = await requestAs(actor, method, `/api/requests/${id}/${path}`, body)
      if (status !== 404) answers.push([actor.userid, method, path, status])
    }
  expect(answers).toEqual([])
})
