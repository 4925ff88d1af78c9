import { expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { createActiveGroup, getGroupAsApplicant, moveToDepartment } from '../../../testing/fixtures/groups.ts'
import { test } from '../../../testing/kit.ts'
import { reviewGroup } from '../ownership/owner-commands.ts'

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
