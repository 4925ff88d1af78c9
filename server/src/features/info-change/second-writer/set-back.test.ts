import { describe, expect } from 'vitest'
import { consoleDeeds } from '../../../db/schema/index.ts'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createApprovedChange, toPosition, eventTypesOf } from '../../../testing/fixtures/info-change.ts'
import { passUndoWindow } from '../../../testing/fixtures/undo-window.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { agree, bothFields, decisionOn, smallCompany, submitInfoChange } from '../../../testing/request-fixtures.ts'
import { decideRequest } from '../../requests/commands/decide-request.ts'
import { getRequest } from '../../requests/inbox/get-request.ts'
import { setSecondWriter } from './set-second-writer.ts'
import { titlesTo } from '../../../testing/fixtures/sent-cards.ts'

/** Writes a value as another system does, and syncs the directory. */
async function writeAsSecondWriter(
  { deps }: Kit,
  change: { position: string } | { telephone: string } | { departments: number[]; mainDepartment: number },
): Promise<void> {
  const member = { ...deps.wecom.members.get('guoji')!, ...change }
  deps.wecom.members.set('guoji', member)
  deps.clock.advanceSeconds(60)
  const reading = { at: deps.clock.now(), source: 'run:1' }
  await deps.db.transaction((tx) => syncMembers(deps, tx, [member], reading))
  deps.clock.advanceSeconds(180)
  await drainOutbox(deps)
}

const setBack = (kit: Kit) => writeAsSecondWriter(kit, { position: '质检工程师' })

describe('a value that another system sets back after it took effect', () => {
  test('a value that another system sets back after it took effect reopens the request, names the other system, and tells the applicant', async ({
    kit,
  }) => {
    const { read, ops } = await createApprovedChange(kit, toPosition)
    await setSecondWriter(kit.deps, ops, { name: '人事系统', version: 0 })
    await setBack(kit)
    const view = await read()
    expect(view).toMatchObject({ state: 'executing', followUp: { phase: 'differs', openFields: ['position'] } })
    const details = { fields: ['position'], cause: 'set_back_feed', note: '人事系统' }
    expect(view.timeline.at(-1)).toMatchObject({ type: 'set_back', details })
    expect(titlesTo(kit, 'guoji').at(-1)).toBe('已写入，核对不一致')
    expect(titlesTo(kit, 'olga').at(-1)).toBe('郭𠮷 的变更已写入，核对不一致')
  })

  test('a main department that another system sets back after it took effect reopens the request, too', async ({
    kit,
  }) => {
    const { company, department, applicant, admin } = await smallCompany(kit)
    const target = await kit.given.department({ parent: company, name: '出货检验组' })
    const ops = await kit.given.member({ userid: 'olga', roles: ['ops'] })
    const move = { from: '来料检验组', to: '出货检验组', fromId: department, toId: target }
    const { id } = await submitInfoChange(kit, applicant, { department: move })
    // The management department confirms a change of department.
    for (const approver of [admin, ops]) {
      const view = await getRequest(kit.deps, approver, id)
      await decideRequest(kit.deps, approver, decisionOn(view, { department: agree }))
      passUndoWindow(kit)
      await drainOutbox(kit.deps)
    }
    expect((await getRequest(kit.deps, ops, id)).state).toBe('done')
    await setSecondWriter(kit.deps, ops, { name: '人事系统', version: 0 })
    await writeAsSecondWriter(kit, { departments: [department], mainDepartment: department })
    const reopened = await getRequest(kit.deps, ops, id)
    expect(reopened).toMatchObject({
      state: 'executing',
      followUp: { phase: 'differs', openFields: ['department'] },
      changes: [{ readBack: { value: '来料检验组', equal: false } }],
    })
    const details = { fields: ['department'], cause: 'set_back_feed', note: '人事系统' }
    expect(reopened.timeline.at(-1)).toMatchObject({ type: 'set_back', details })
  })

  test('a request that was reopened because another system set its value back completes when the value is there again', async ({
    kit,
  }) => {
    const { read } = await createApprovedChange(kit, toPosition)
    await setBack(kit)
    await writeAsSecondWriter(kit, { position: '高级质检工程师' })
    expect((await read()).state).toBe('done')
  })

  test('a request whose value is set back after it took effect names the admin who changed members in the console at that time', async ({
    kit,
  }) => {
    const { read } = await createApprovedChange(kit, toPosition)
    const at = kit.deps.clock.now()
    await kit.deps.db.insert(consoleDeeds).values({
      at,
      readAt: at,
      operatorId: 'olga',
      area: 3,
      deed: 15,
      kind: 'changed',
      details: '',
      ip: '',
      note: '',
      dedupeKey: 'one',
    })
    await setBack(kit)
    const details = { cause: 'set_back_console' }
    expect((await read()).timeline.at(-1)).toMatchObject({ details, asked: [{ userid: 'olga' }] })
  })

  test('a value that a later request changed back is not reported as set back', async ({ kit }) => {
    const { read, applicant, admin } = await createApprovedChange(kit, toPosition)
    const changeBack = { position: { from: '高级质检工程师', to: '质检工程师' } }
    const second = await submitInfoChange(kit, applicant, changeBack)
    await decideRequest(kit.deps, admin, decisionOn(second, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    kit.deps.clock.advanceSeconds(600)
    await drainOutbox(kit.deps)
    expect((await read()).state).toBe('done')
    expect(eventTypesOf(await read())).not.toContain('set_back')
  })

  test('a request with one value that is set back is written again without the fields that a later request changed', async ({
    kit,
  }) => {
    const first = await createApprovedChange(kit, bothFields)
    const chief = { from: '高级质检工程师', to: '首席质检工程师' }
    const second = await submitInfoChange(kit, first.applicant, { position: chief })
    await decideRequest(kit.deps, first.admin, decisionOn(second, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    await writeAsSecondWriter(kit, { telephone: '0755-1000' })
    const reopened = await first.read()
    expect(reopened).toMatchObject({ state: 'executing', followUp: { phase: 'differs', openFields: ['telephone'] } })
    expect(reopened.timeline.at(-1)).toMatchObject({ type: 'set_back', details: { fields: ['telephone'] } })
    const written = kit.deps.wecom.updates.length
    expect((await first.post(first.ops, 'rewrite', { version: reopened.version })).status).toBe(200)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates.slice(written)).toEqual([{ userid: 'guoji', fields: { telephone: '0755-2000' } }])
    const done = await first.read()
    expect(done).toMatchObject({
      state: 'done',
      changes: [{ readBack: { equal: true } }, { readBack: { equal: true } }],
    })
    expect(kit.deps.wecom.members.get('guoji')?.position).toBe('首席质检工程师')
  })

  test('a request whose value is set back is not reported as in effect once a later request changed the field', async ({
    kit,
  }) => {
    const { read, applicant, admin } = await createApprovedChange(kit, toPosition)
    const chief = { position: { from: '高级质检工程师', to: '首席质检工程师' } }
    const laterRequest = await submitInfoChange(kit, applicant, chief)
    await setBack(kit)
    expect(await read()).toMatchObject({ state: 'executing', followUp: { phase: 'differs' } })
    await decideRequest(kit.deps, admin, decisionOn(laterRequest, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    expect((await getRequest(kit.deps, applicant, laterRequest.id)).state).toBe('done')
    const view = await read()
    expect(view.state).toBe('failed')
    expect(view.timeline.find(({ type }) => type === 'write_failed')?.details).toMatchObject({ cause: 'changed_later' })
    expect(titlesTo(kit, 'guoji').filter((title) => title.startsWith('已生效'))).toHaveLength(2)
  })

  test('a value that another system replaces by a third value after it took effect is not reported', async ({
    kit,
  }) => {
    const { read } = await createApprovedChange(kit, toPosition)
    await writeAsSecondWriter(kit, { position: '首席质检工程师' })
    expect((await read()).state).toBe('done')
  })
})

describe('a change while another system writes the directory', () => {
  test('while another system writes the directory, a change is a task for that system, and the read-back completes it', async ({
    kit,
  }) => {
    const ops = await kit.given.member({ userid: 'lead', roles: ['ops'] })
    await setSecondWriter(kit.deps, ops, { name: '人事系统', version: 0 })
    const { read } = await createApprovedChange(kit, toPosition)
    expect(kit.deps.wecom.updates).toEqual([])
    const view = await read()
    expect(view).toMatchObject({ state: 'executing', followUp: { phase: 'awaiting_proof' } })
    expect(view.timeline.at(-1)).toMatchObject({ type: 'manual_asked', details: { cause: 'other_writer' } })
    await writeAsSecondWriter(kit, { position: '高级质检工程师' })
    expect((await read()).state).toBe('done')
  })
})

describe('a dispute of a change that a later request changed again', () => {
  test('a dispute of a change that a later request changed again is not answered by writing the older value', async ({
    kit,
  }) => {
    const { read, post, applicant, admin, ops } = await createApprovedChange(kit, toPosition)
    const chief = { position: { from: '高级质检工程师', to: '首席质检工程师' } }
    const second = await submitInfoChange(kit, applicant, chief)
    await decideRequest(kit.deps, admin, decisionOn(second, { position: agree }))
    passUndoWindow(kit)
    await drainOutbox(kit.deps)
    const written = kit.deps.wecom.updates.length
    await post(applicant, 'dispute', { version: (await read()).version, text: '名片上还是旧的' })
    const body = { version: (await read()).version, finding: 'write_again', text: '已重新写入' }
    expect((await post(ops, 'settlement', body)).status).toBe(200)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.updates.slice(written)).toEqual([])
    const view = await read()
    expect(view.state).toBe('failed')
    expect(view.timeline.at(-1)).toMatchObject({ type: 'write_failed', details: { cause: 'changed_later' } })
  })
})
