import type { MessageTextList } from '@desk/shared/message-templates/message-template-schemas'
import { describe, expect } from 'vitest'
import { messageTexts } from '../../db/schema/index.ts'
import { createTestClient } from '../../testing/http.ts'
import { type Kit, test } from '../../testing/kit.ts'

async function createOpsClient(kit: Kit) {
  await kit.given.department()
  const ops = await kit.given.member({ userid: 'chenhaiyan', roles: ['ops'] })
  const { requestAs } = createTestClient(kit.deps)
  return {
    getTemplate: async () =>
      ((await (await requestAs(ops, 'GET', '/api/settings/texts')).json()) as MessageTextList).items.find(
        ({ name }) => name === 'info_change.ask',
      ),
    post: (body: unknown) => requestAs(ops, 'POST', '/api/settings/texts', body),
  }
}
const changedText = { name: 'info_change.ask', title: '请看：{applicant}', subtitle: '{department}', version: 0 }

describe('message templates', () => {
  test('message templates have the default text until ops change it, version by version', async ({ kit }) => {
    const { getTemplate, post } = await createOpsClient(kit)
    expect(await getTemplate()).toMatchObject({
      title: '待审批：{applicant} 改 {count} 项',
      isChanged: false,
      version: 0,
    })
    expect((await post(changedText)).status).toBe(200)
    expect(await getTemplate()).toMatchObject({
      title: '请看：{applicant}',
      isChanged: true,
      version: 1,
    })
    expect((await post(changedText)).status).toBe(409)
    expect((await post({ ...changedText, title: '看：{applicant}', version: 1 })).status).toBe(200)
    expect(await getTemplate()).toMatchObject({ title: '看：{applicant}', version: 2 })
  })

  test('a restored default text is not stored, so that the text of a later release applies, and no version is used twice', async ({
    kit,
  }) => {
    const { getTemplate, post } = await createOpsClient(kit)
    const initial = await getTemplate()
    expect((await post(changedText)).status).toBe(200)
    const { title, subtitle, name } = initial!
    expect((await post({ name, title, subtitle, version: 1 })).status).toBe(200)
    expect(await kit.deps.db.$count(messageTexts)).toBe(0)
    expect(await getTemplate()).toEqual(initial)
    expect((await post(changedText)).status).toBe(200)
    expect(await getTemplate()).toMatchObject({ isChanged: true, version: 3 })
    // A page that was opened before the text was restored.
    expect((await post({ ...changedText, title: '看：{applicant}', version: 1 })).status).toBe(409)
    expect((await post({ name, title, subtitle, version: 0 })).status).toBe(409)
  })

  test('message templates accept only their own placeholders', async ({ kit }) => {
    const { post } = await createOpsClient(kit)
    const refused = await post({ ...changedText, title: '{password}' })
    const fields = [{ path: 'title', code: 'text.unknown_placeholder' }]
    expect([refused.status, await refused.json()]).toMatchObject([422, { error: { details: { fields } } }])
  })
})
