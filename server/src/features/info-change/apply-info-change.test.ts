import { describe, expect } from 'vitest'
import { outbox } from '../../db/schema/index.ts'
import { WecomRefusedError, WecomUnreachableError } from '../../kernel/app-error.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { agree, decisionOn, refuse, smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { decideRequest } from '../requests/commands/decide-request.ts'
import { getRequest } from '../requests/inbox/get-request.ts'

async function approveChange(kit: Kit) {
  const { applicant, admin } = await smallCompany(kit)
  const view = await submitInfoChange(kit, applicant)
  await drainOutbox(kit.deps)
  await decideRequest(kit.deps, admin, decisionOn(view, { position: agree, telephone: refuse }))
  return { applicant, admin, read: () => getRequest(kit.deps, applicant, view.id) }
}
const typesIn = (view: Awaited<ReturnType<typeof getRequest>>) => view.timeline.map(({ type }) => type)

describe('applyInfoChange', () => {
  test('applyInfoChange writes the approved fields and completes once they are read back', async ({ kit }) => {
    const { read } = await approveChange(kit)
    await drainOutbox(kit.deps)

    expect(kit.deps.wecom.updates).toEqual([{ userid: 'guoji', fields: { position: '高级质检工程师' } }])
    const view = await read()
    expect(view).toMatchObject({ state: 'done', proof: { reached: 3, state: 'done' } })
    expect(view.changes.map(({ readBack }) => readBack)).toEqual([{ value: '高级质检工程师', equal: true }, null])
    expect(typesIn(view)).toEqual(['submitted', 'decided', 'write_started', 'written', 'read_back_equal'])
  })

  test('applyInfoChange overwrites the approver’s card and notifies the applicant, each exactly once', async ({
    kit,
  }) => {
    await approveChange(kit)
    await drainOutbox(kit.deps)
    const { sent, replaced } = kit.deps.wecom
    expect(sent.map(({ userid }) => userid)).toEqual(['limin', 'guoji'])
    expect(replaced).toMatchObject([
      { userid: 'limin', card: { subtitle: expect.stringContaining('李敏已审批') as string } },
    ])
    expect(sent[1]?.card).toMatchObject({
      title: '已生效 1 项，未通过 1 项',
      rows: [
        { name: '岗位', value: '已改为 高级质检工程师' },
        { name: '座机', value: '未通过，仍是 0755-1000（和实际不符）' },
      ],
    })
  })

  test('applyInfoChange names a field that WeCom ignored, and does not complete the request', async ({ kit }) => {
    const { read } = await approveChange(kit)
    kit.deps.wecom.updateMember = async () => {}
    await drainOutbox(kit.deps)
    const view = await read()
    expect(view).toMatchObject({ state: 'executing', phase: 'differs', proof: { reached: 2, state: 'failed' } })
    expect(view.timeline.at(-1)).toMatchObject({ type: 'read_back_differs', details: { fields: ['position'] } })
    expect(kit.deps.wecom.sent.at(-1)?.card.rows[0]?.value).toBe('申请值 高级质检工程师，当前值 质检工程师')
  })

  test('applyInfoChange reads instead of writing again after a lost response', async ({ kit }) => {
    const { read } = await approveChange(kit)
    const { updateMember } = kit.deps.wecom
    kit.deps.wecom.updateMember = async (userid, fields) => {
      await updateMember(userid, fields)
      throw new WecomUnreachableError('dropped', 'user/update')
    }
    await drainOutbox(kit.deps)
    expect(typesIn(await read()).at(-1)).toBe('write_retried')
    kit.deps.clock.advanceSeconds(5)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates).toHaveLength(1)
    expect(typesIn(await read())).toEqual([
      'submitted',
      'decided',
      'write_started',
      'write_retried',
      'already_so',
      'read_back_equal',
    ])
  })

  test('applyInfoChange fails at once on a permanent refusal, and notifies the applicant', async ({ kit }) => {
    const { read } = await approveChange(kit)
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(60104, 'user/update')
    }
    await drainOutbox(kit.deps)
    expect(await read()).toMatchObject({ state: 'failed', proof: { reached: 1, state: 'failed' } })
    expect(kit.deps.wecom.sent.at(-1)?.card.title).toBe('信息变更未写入企业微信')
    const dead = (await kit.deps.db.select().from(outbox)).filter(({ deadAt }) => deadAt !== null)
    expect(dead).toMatchObject([{ topic: 'info_change.apply', lastError: '60104' }])
  })

  test('applyInfoChange names the fields that were written before a permanent refusal of the others', async ({
    kit,
  }) => {
    const { applicant, admin } = await smallCompany(kit)
    const view = await submitInfoChange(kit, applicant, {
      telephone: { from: '0755-1000', to: '0755-2000' },
      biz_mail: { from: '', to: 'guoji@lanjiang.example' },
    })
    await decideRequest(kit.deps, admin, decisionOn(view, { telephone: agree, biz_mail: agree }))
    const { updateMember } = kit.deps.wecom
    kit.deps.wecom.updateMember = async (userid, fields) => {
      if (fields.bizMail === undefined) throw new WecomRefusedError(60106, 'user/update')
      await updateMember(userid, fields)
    }
    await drainOutbox(kit.deps)
    const failed = await getRequest(kit.deps, applicant, view.id)
    expect(failed).toMatchObject({ state: 'failed', proof: { reached: 1, state: 'failed' } })
    expect(failed.changes.map(({ readBack }) => readBack)).toEqual([
      null,
      { value: 'guoji@lanjiang.example', equal: true },
    ])
    expect(kit.deps.wecom.sent.at(-1)?.card).toMatchObject({
      title: '信息变更只写入 1 项',
      rows: [
        { name: '座机', value: '申请值 0755-2000，未写入' },
        { name: '企业邮箱', value: '已改为 guoji@lanjiang.example' },
      ],
    })
  })

  test('applyInfoChange spends no attempt on a rate limit', async ({ kit }) => {
    const { read } = await approveChange(kit)
    const { updateMember } = kit.deps.wecom
    kit.deps.wecom.updateMember = async () => {
      throw new WecomRefusedError(45009, 'user/update')
    }
    await drainOutbox(kit.deps)
    const [waiting] = (await kit.deps.db.select().from(outbox)).filter(({ topic }) => topic === 'info_change.apply')
    expect(waiting).toMatchObject({ attempts: 0, deadAt: null })
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    // The timeline says only once why the job waits.
    expect(typesIn(await read()).filter((type) => type === 'write_retried')).toHaveLength(1)
    kit.deps.wecom.updateMember = updateMember
    kit.deps.clock.advanceSeconds(60)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
  })
})
