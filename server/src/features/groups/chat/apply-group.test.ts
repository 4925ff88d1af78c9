import { expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createActiveGroup, getGroupAsApplicant, moveToDepartment } from '../../../testing/fixtures/groups.ts'
import { test } from '../../../testing/kit.ts'
import { passUndoWindow, withUndo } from '../../../testing/fixtures/undo-window.ts'
import { appointDeputy, renewGroup, reviewGroup } from '../ownership/owner-commands.ts'

test('a change that WeCom keeps ignoring is shown as trouble, and a displayed version stays valid', async ({ kit }) => {
  const { people, group } = await createActiveGroup(kit)
  const read = () => getGroupAsApplicant(kit, people, group)
  kit.deps.wecom.changeGroup = async () => {}
  await moveToDepartment(kit, 'third', people.other)
  const command = { id: group.id, remove: ['third'], keep: [] }
  await reviewGroup(kit.deps, people.applicant, { ...command, version: (await read()).version })
  await drainOutbox(kit.deps)
  const { version, trouble } = await read()
  expect(trouble).toBe('read_back_differs')
  kit.deps.clock.advanceSeconds(600)
  await drainOutbox(kit.deps)
  expect(await read()).toMatchObject({ version, trouble: 'read_back_differs', isApplying: true })
})

test('a change is shown as applied although another one, which does not concern WeCom, was saved during the call', async ({
  kit,
}) => {
  const { people, group, at } = await createActiveGroup(kit)
  const read = () => getGroupAsApplicant(kit, people, group)
  const { changeGroup } = kit.deps.wecom
  let appointed = 0
  kit.deps.wecom.changeGroup = async (...call) => {
    await changeGroup(...call)
    appointed += 1
    const { id, version } = await read()
    await appointDeputy(kit.deps, people.applicant, { id, version, deputyId: 'third' })
  }
  await renewGroup(kit.deps, people.applicant, { ...at, reason: '还要用' })
  await drainOutbox(kit.deps)
  expect(appointed).toBe(1)
  expect(await read()).toMatchObject({ isApplying: false, trouble: null, deputy: { userid: 'third' } })
})

test('a removal that is decided during the call for another change is pending until it can no longer be undone', async ({
  kit,
}) => {
  const { people, group, at } = await createActiveGroup(kit)
  const deps = withUndo(kit)
  const read = () => getGroupAsApplicant(kit, people, group)
  await moveToDepartment(kit, 'third', people.other)
  const { changeGroup } = kit.deps.wecom
  let isFirst = true
  kit.deps.wecom.changeGroup = async (...call) => {
    await changeGroup(...call)
    if (!isFirst) return
    isFirst = false
    const command = { id: group.id, version: (await read()).version, remove: ['third'], keep: [] }
    await reviewGroup(deps, people.applicant, command)
  }
  await renewGroup(deps, people.applicant, { ...at, version: (await read()).version, reason: '还要用' })
  await drainOutbox(deps)
  expect(await read()).toMatchObject({ isApplying: true, memberCount: 3 })
  passUndoWindow(kit)
  await drainOutbox(deps)
  expect(await read()).toMatchObject({ isApplying: false, memberCount: 2 })
})
