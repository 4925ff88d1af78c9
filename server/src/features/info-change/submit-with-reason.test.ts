import type { AttachmentView, CommentsView } from '@desk/shared/comments/comment-schemas'
import type { InfoChangeForm } from '@desk/shared/info-change/info-change-form'
import type { MyRequestsPage } from '@desk/shared/requests/approval-schemas'
import type { RequestView } from '@desk/shared/requests/request-schemas'
import { describe, expect } from 'vitest'
import { comments, requests } from '../../db/schema/index.ts'
import { returnRequest } from '../requests/commands/return-request.ts'
import { withdrawRequest } from '../requests/commands/withdraw-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'
import { listApprovals } from '../requests/inbox/list-requests.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { decisionOn, smallCompany } from '../../testing/request-fixtures.ts'

const payload = { position: { from: '质检工程师', to: '高级质检工程师' }, effectiveOn: '2026-03-23' }
const pdf = Buffer.from('%PDF-1.7\n调岗通知').toString('base64')

async function createApplicant(kit: Kit) {
  const company = await smallCompany(kit)
  const { requestAs } = createTestClient(kit.deps)
  const { applicant } = company
  let keys = 0
  const submit = (reason: unknown, key = `reason-key-${String((keys += 1))}`) =>
    requestAs(applicant, 'POST', '/api/requests', { kind: 'info_change', payload, reason }, { 'idempotency-key': key })
  const upload = async () =>
    (await (
      await requestAs(applicant, 'POST', '/api/attachments', { name: '调岗通知.pdf', data: pdf })
    ).json()) as AttachmentView
  return { ...company, requestAs, submit, upload }
}

const bodyOf = async <Body>(response: Response) => (await response.json()) as Body

describe('the reason of a submission', () => {
  test('the reason of a submission is shown with the request and its files, and stored as the first comment', async ({
    kit,
  }) => {
    const { admin, requestAs, submit, upload } = await createApplicant(kit)
    const file = await upload()
    const view = await bodyOf<RequestView>(await submit({ text: '调岗：3 月 12 日通知', attachments: [file.id] }))
    expect(view.reason).toMatchObject({ text: '调岗：3 月 12 日通知', attachments: [{ name: '调岗通知.pdf' }] })
    const seen = await getRequest(kit.deps, admin, view.id)
    expect(seen.reason).toEqual(view.reason)
    const { items } = await listApprovals(kit.deps, admin, { list: 'waiting' })
    expect(items.map(({ id, files }) => [id, files])).toEqual([[view.id, 1]])
    const discussion = await bodyOf<CommentsView>(await requestAs(admin, 'GET', `/api/requests/${view.id}/comments`))
    expect(discussion.comments).toMatchObject([{ id: view.reason?.id, author: { userid: 'guoji' } }])
    const link = await requestAs(admin, 'POST', `/api/requests/${view.id}/attachments/${file.id}/link`)
    expect(link.status).toBe(201)
  })

  test('the reason of a submission is stored once for a repeated key, which is refused with another reason', async ({
    kit,
  }) => {
    const { submit } = await createApplicant(kit)
    const reason = { text: '晋升', attachments: [] }
    const statuses = []
    for (const submitted of [reason, reason, { ...reason, text: '调岗' }])
      statuses.push((await submit(submitted, 'the-same-key')).status)
    expect(statuses).toEqual([201, 200, 422])
    expect(await kit.deps.db.$count(comments)).toBe(1)
  })

  test('a submission whose reason has an expired file is refused', async ({ kit }) => {
    const { submit, upload } = await createApplicant(kit)
    const file = await upload()
    kit.deps.clock.advanceHours(25)
    const answer = await submit({ text: '', attachments: [file.id] })
    expect(await bodyOf(answer)).toMatchObject({ error: { code: 'input.invalid' } })
    expect(await kit.deps.db.$count(requests)).toBe(0)
  })

  test('the files of a request cannot be submitted by another member', async ({ kit }) => {
    const { department, requestAs, submit, upload } = await createApplicant(kit)
    const colleague = await kit.given.member({ userid: 'sunhao', department, position: '质检工程师' })
    const file = await upload()
    await submit({ text: '', attachments: [file.id] })
    const draft = { kind: 'info_change', payload, reason: { text: '', attachments: [file.id] } }
    const submittedByOther = await requestAs(colleague, 'POST', '/api/requests', draft, {
      'idempotency-key': 'taken-files',
    })
    expect((await bodyOf<{ error: unknown }>(submittedByOther)).error).toMatchObject({
      details: { fields: [{ code: 'file.gone' }] },
    })
  })

  test('the reason of a submission is replaced by that of the resubmission, and stays when the resubmission has none', async ({
    kit,
  }) => {
    const { applicant, admin, requestAs, submit } = await createApplicant(kit)
    const first = await bodyOf<RequestView>(await submit({ text: '调岗', attachments: [] }))
    const sendBack = async () => {
      const seen = await getRequest(kit.deps, admin, first.id)
      const reason = { code: 'needs_proof', text: '' } as const
      return returnRequest(kit.deps, admin, { ...decisionOn(seen, {}), reason })
    }
    const resubmit = async (reason?: { text: string; attachments: [] }) => {
      const { version } = await sendBack()
      const draft = { kind: 'info_change', payload, ...(reason ? { reason } : {}) }
      return bodyOf<RequestView>(
        await requestAs(applicant, 'POST', `/api/requests/${first.id}/resubmission`, { version, draft }),
      )
    }
    expect((await resubmit()).reason?.text).toBe('调岗')
    expect((await resubmit({ text: '通知见附件', attachments: [] })).reason?.text).toBe('通知见附件')
    expect((await resubmit({ text: '通知见附件', attachments: [] })).reason?.text).toBe('通知见附件')
    // An unchanged reason is not stored again.
    expect(await kit.deps.db.$count(comments)).toBe(2)
  })

  test('a reason that the resubmission takes back is not shown to the approver, and does not return with the next resubmission', async ({
    kit,
  }) => {
    const { applicant, admin, requestAs, submit, upload } = await createApplicant(kit)
    const first = await bodyOf<RequestView>(await submit({ text: '调岗', attachments: [(await upload()).id] }))
    const resubmit = async (reason?: null) => {
      const seen = await getRequest(kit.deps, admin, first.id)
      const because = { code: 'needs_proof', text: '' } as const
      const { version } = await returnRequest(kit.deps, admin, { ...decisionOn(seen, {}), reason: because })
      const draft = { kind: 'info_change', payload, ...(reason === null ? { reason } : {}) }
      return requestAs(applicant, 'POST', `/api/requests/${first.id}/resubmission`, { version, draft })
    }
    const reasonsAfter = async (response: Response) => {
      const { items } = await listApprovals(kit.deps, admin, { list: 'waiting' })
      return [response.status, (await bodyOf<RequestView>(response)).reason?.text, items[0]?.files]
    }
    expect(await reasonsAfter(await resubmit())).toEqual([200, '调岗', 1])
    expect(await reasonsAfter(await resubmit(null))).toEqual([200, undefined, 0])
    expect(await reasonsAfter(await resubmit(null))).toEqual([200, undefined, 0])
    expect(await reasonsAfter(await resubmit())).toEqual([200, undefined, 0])
  })
})

describe('a withdrawn request', () => {
  test('a withdrawn request prefills a new form of the applicant with its values and its reason', async ({ kit }) => {
    const { applicant, requestAs, submit } = await createApplicant(kit)
    const view = await bodyOf<RequestView>(await submit({ text: '调岗', attachments: [] }))
    const form = async (by = applicant) =>
      bodyOf<InfoChangeForm>(await requestAs(by, 'GET', `/api/info-change/form?again=${view.id}`))
    expect((await form()).again).toBeNull()
    await withdrawRequest(kit.deps, applicant, { id: view.id, version: view.version })
    expect((await form()).again).toEqual({
      id: view.id,
      reason: '调岗',
      files: [],
      asked: [
        { name: 'position', value: '高级质检工程师' },
        { name: 'effectiveOn', value: '2026-03-23' },
      ],
    })
  })

  test('a withdrawn request is submitted again with its files, which both requests then have', async ({ kit }) => {
    const { applicant, admin, requestAs, submit, upload } = await createApplicant(kit)
    const file = await upload()
    const first = await bodyOf<RequestView>(await submit({ text: '调岗', attachments: [file.id] }))
    await withdrawRequest(kit.deps, applicant, { id: first.id, version: first.version })
    // By then, an upload that belongs to no comment would be deleted.
    kit.deps.clock.advanceHours(25)
    const form = await bodyOf<InfoChangeForm>(
      await requestAs(applicant, 'GET', `/api/info-change/form?again=${first.id}`),
    )
    expect(form.again).toMatchObject({ reason: '调岗', files: [{ id: file.id, name: '调岗通知.pdf' }] })
    const extra = await upload()
    const next = await bodyOf<RequestView>(await submit({ text: '调岗', attachments: [file.id, extra.id] }))
    expect(next.reason?.attachments).toHaveLength(2)
    for (const { id, reason } of [await getRequest(kit.deps, admin, first.id), next])
      for (const kept of reason?.attachments ?? [])
        expect((await requestAs(admin, 'POST', `/api/requests/${id}/attachments/${kept.id}/link`)).status).toBe(201)
  })

  test('a withdrawn request does not prefill the form of another member', async ({ kit }) => {
    const { applicant, admin, requestAs, submit } = await createApplicant(kit)
    const view = await bodyOf<RequestView>(await submit(undefined))
    await withdrawRequest(kit.deps, applicant, { id: view.id, version: view.version })
    const form = await bodyOf<InfoChangeForm>(await requestAs(admin, 'GET', `/api/info-change/form?again=${view.id}`))
    expect(form.again).toBeNull()
  })
})

describe('the list of own requests', () => {
  test('the list of own requests counts running and returned requests, and can be narrowed to the returned ones', async ({
    kit,
  }) => {
    const { applicant, admin, requestAs, submit } = await createApplicant(kit)
    const view = await bodyOf<RequestView>(await submit(undefined))
    const list = async (query = '') =>
      bodyOf<MyRequestsPage>(await requestAs(applicant, 'GET', `/api/requests${query}`))
    expect(await list('?list=returned')).toMatchObject({ items: [], counts: { running: 1, returned: 0 } })
    const reason = { code: 'needs_proof', text: '' } as const
    await returnRequest(kit.deps, admin, { ...decisionOn(view, {}), reason })
    expect(await list('?list=returned')).toMatchObject({
      items: [{ id: view.id }],
      counts: { running: 1, returned: 1 },
    })
    expect((await list('?list=ended')).items).toEqual([])
  })
})
