import type { MemberActor } from '@desk/shared/identity/actor'
import { ATTACHMENTS_PER_DAY, type AttachmentView, type CommentsView } from '@desk/shared/comments/comment-schemas'
import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { attachments, auditEntries, blobs, cards, comments, notices } from '../../db/schema/index.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { testDatabase } from '../../testing/database/test-database.ts'
import { addComment } from './add-comment.ts'
import { purgeUnattachedFiles } from './jobs/purge-unattached-files.ts'

const pdf = Buffer.from('%PDF-1.7\n郭𠮷 证明').toString('base64')

async function arrangeDiscussion(kit: Kit) {
  const company = await smallCompany(kit)
  const stranger = await kit.given.member({ userid: 'stranger', department: company.company })
  const { id } = await submitInfoChange(kit, company.applicant)
  const { requestAs, app } = createTestClient(kit.deps)
  const json = async <Body>(response: Response) => ({ status: response.status, body: (await response.json()) as Body })
  return {
    ...company,
    stranger,
    id,
    app,
    requestAs,
    addCommentAs: async (who: MemberActor, text: string, files: readonly string[] = []) =>
      json<CommentsView>(await requestAs(who, 'POST', `/api/requests/${id}/comments`, { text, attachments: files })),
    read: async (who: MemberActor) => json<CommentsView>(await requestAs(who, 'GET', `/api/requests/${id}/comments`)),
    upload: async (who: MemberActor, data = pdf, name = '证明 "1".pdf') =>
      json<AttachmentView>(await requestAs(who, 'POST', '/api/attachments', { name, data })),
    link: async (who: MemberActor, file: string) =>
      json<{ path: string }>(await requestAs(who, 'POST', `/api/requests/${id}/attachments/${file}/link`)),
  }
}

describe.skipIf(testDatabase.isEmbedded)('concurrent comments', () => {
  test('concurrent comments of both sides are all stored, and no two cards of a person have the same round', async ({
    kit,
  }) => {
    const { applicant, admin, id } = await arrangeDiscussion(kit)
    const addCommentAs = (who: MemberActor, text: string) => addComment(kit.deps, who, { id, text, attachments: [] })
    const writers = [applicant, applicant, admin, admin]
    for (let round = 0; round < 10; round += 1)
      await Promise.all(writers.map((who, index) => addCommentAs(who, `第 ${String(round)}-${String(index)} 句`)))
    expect(await kit.deps.db.$count(comments)).toBe(40)
    const sent = await kit.deps.db.select().from(cards).where(eq(cards.purpose, 'talk'))
    expect(new Set(sent.map(({ userid, round }) => `${userid} ${String(round)}`)).size).toBe(sent.length)
  })
})

describe('addComment', () => {
  test('addComment is allowed to readers of the request, and notifies the other side', async ({ kit }) => {
    const { applicant, admin, stranger, addCommentAs, read } = await arrangeDiscussion(kit)
    await drainOutbox(kit.deps)
    expect((await addCommentAs(applicant, ' 证明\r\n在这 ')).status).toBe(201)
    expect((await addCommentAs(admin, '收到')).body.comments).toMatchObject([
      { author: { userid: 'guoji' }, text: '证明\n在这' },
      { author: { userid: 'limin' }, text: '收到' },
    ])
    expect([(await addCommentAs(stranger, '我')).status, (await read(stranger)).status]).toEqual([404, 404])
    const commentNotices = (await kit.deps.db.select().from(notices)).filter(
      ({ event }) => event === 'request.commented',
    )
    expect(commentNotices.map(({ userid }) => userid).sort()).toEqual(['guoji', 'limin'])
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.sent.at(-1)?.card.title).toBe('有新留言：郭𠮷 的申请')
  })

  test('addComment stores one comment per key, and at most five hundred per request', async ({ kit }) => {
    const { applicant, id, requestAs } = await arrangeDiscussion(kit)
    const send = async (key: string) => {
      const answer = await requestAs(applicant, 'POST', `/api/requests/${id}/comments`, comment, {
        'idempotency-key': key,
      })
      return [answer.status, answer.status === 201 ? ((await answer.json()) as CommentsView).comments.length : null]
    }
    const comment = { text: '证明在这', attachments: [] }
    expect([await send('comment-one'), await send('comment-one'), await send('comment-two')]).toEqual([
      [201, 1],
      [201, 1],
      [201, 2],
    ])
    const at = kit.deps.clock.now()
    const row = { requestId: id, authorId: 'guoji', text: '满', createdAt: at }
    const more = Array.from({ length: 498 }, (_, index) => ({ ...row, id: `com_0full${String(index)}` }))
    await kit.deps.db.insert(comments).values(more)
    expect(await send('comment-late')).toEqual([409, null])
    expect(await send('comment-two')).toEqual([201, 500])
  })

  test('addComment writes one audit row without the text', async ({ kit }) => {
    const { applicant, addCommentAs } = await arrangeDiscussion(kit)
    await addCommentAs(applicant, '我的手机是 13800138000')
    const rows = (await kit.deps.db.select().from(auditEntries)).filter(({ action }) => action === 'request.commented')
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain('13800138000')
  })

  test.for([
    ['an empty text without a file', ''],
    ['too long a text', '长'.repeat(501)],
    ['invisible characters', '你\u202e好'],
  ])('addComment refuses %s', async ([, text = ''], { kit }) => {
    const { applicant, addCommentAs } = await arrangeDiscussion(kit)
    expect((await addCommentAs(applicant, text)).status).toBe(422)
  })
})

describe('attachments', () => {
  test('attachments are downloaded by a one-time link without a session, and cannot run scripts', async ({ kit }) => {
    const { applicant, admin, stranger, app, addCommentAs, upload, link } = await arrangeDiscussion(kit)
    const { body: file } = await upload(applicant)
    expect(file).toMatchObject({ name: '证明 "1".pdf', type: 'application/pdf' })
    await addCommentAs(applicant, '', [file.id])
    expect((await link(stranger, file.id)).status).toBe(404)
    const { path } = (await link(admin, file.id)).body
    const response = await app.request(path)
    expect(Buffer.from(await response.arrayBuffer()).toString('base64')).toBe(pdf)
    expect(response.headers.get('content-disposition')).toBe(
      `attachment; filename="__ _1_.pdf"; filename*=UTF-8''${encodeURIComponent('证明 "1".pdf')}`,
    )
    expect(response.headers.get('content-security-policy')).toBe("default-src 'none'; sandbox")
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect((await app.request(path)).status).toBe(410)
  })

  test('attachments of other members or of earlier comments are refused', async ({ kit }) => {
    const { applicant, admin, addCommentAs, upload } = await arrangeDiscussion(kit)
    const { body: file } = await upload(applicant)
    expect((await addCommentAs(admin, '看', [file.id])).status).toBe(422)
    expect((await addCommentAs(applicant, '看', [file.id])).status).toBe(201)
    expect((await addCommentAs(applicant, '再看', [file.id])).status).toBe(422)
  })

  test('an SVG that is named as a PNG is refused as an attachment, and so is a GIF', async ({ kit }) => {
    const { applicant, upload } = await arrangeDiscussion(kit)
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString('base64')
    expect(await upload(applicant, svg, 'a.png')).toMatchObject({
      status: 422,
      body: { error: { code: 'file.refused' } },
    })
    expect(await upload(applicant, Buffer.from('GIF89a').toString('base64'))).toMatchObject({ status: 422 })
  })

  test('attachments are limited per person and day', async ({ kit }) => {
    const { applicant, admin, upload } = await arrangeDiscussion(kit)
    for (let count = 0; count < ATTACHMENTS_PER_DAY; count += 1) await upload(applicant)
    expect((await upload(applicant)).status).toBe(429)
    expect((await upload(admin)).status).toBe(201)
    kit.deps.clock.advanceHours(24)
    expect((await upload(applicant)).status).toBe(201)
  })

  test('attachments without a comment are purged after a day', async ({ kit }) => {
    const { applicant, addCommentAs, upload } = await arrangeDiscussion(kit)
    const { body: sent } = await upload(applicant)
    await addCommentAs(applicant, '看', [sent.id])
    const { body: unattached } = await upload(applicant)
    kit.deps.clock.advanceHours(23)
    expect(await purgeUnattachedFiles(kit.deps)).toBe(0)
    kit.deps.clock.advanceHours(2)
    expect((await addCommentAs(applicant, '晚了', [unattached.id])).status).toBe(422)
    expect(await purgeUnattachedFiles(kit.deps)).toBe(1)
    expect([await kit.deps.db.$count(attachments), await kit.deps.db.$count(blobs)]).toEqual([1, 1])
  })
})

test('a key that was used before is refused with another comment, and adds nothing with the same comment', async ({
  kit,
}) => {
  const { applicant, id, requestAs, upload } = await arrangeDiscussion(kit)
  const file = (await upload(applicant)).body.id
  const addCommentAs = async (text: string, attachments: readonly string[] = []) => {
    const key = { 'idempotency-key': 'same-key-0001' }
    return (await requestAs(applicant, 'POST', `/api/requests/${id}/comments`, { text, attachments }, key)).status
  }
  expect([
    await addCommentAs('一'),
    await addCommentAs('一'),
    await addCommentAs('二'),
    await addCommentAs('一', [file]),
  ]).toEqual([201, 201, 422, 422])
  expect(await kit.deps.db.select().from(comments)).toHaveLength(1)
})
