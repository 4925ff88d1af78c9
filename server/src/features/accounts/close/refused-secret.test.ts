import { expect } from 'vitest'
import { WecomDeferredError } from '../../../kernel/app-error.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { askDeletion, confirmDeletion } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'

const LEAVER = 'guoji'

/** Creates a disabled account that two people decided to delete, and lets WeCom refuse the contacts secret. */
async function createRefusedDeletion(kit: Kit) {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { hr, ops, mate } = company
  const { id } = await handOver(kit, company, await openFor(kit, company), mate)
  const readClosing = () => getClosing(deps, hr, id)
  const readCommand = async () => ({ id, version: (await readClosing()).version })
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  await askDeletion(deps, hr, { ...(await readCommand()), keepDays: 30, reason: '签收证据保留五年' })
  goTo(kit, '2026-04-20', '10:00')
  await confirmDeletion(deps, ops, await readCommand())
  const { deleteMember, hasAccount } = deps.wecom
  const refuse = () =>
    Promise.reject(new WecomDeferredError(40001, 'gettoken', new Date(deps.clock.now().getTime() + 3_600_000)))
  Object.assign(deps.wecom, { deleteMember: refuse, hasAccount: refuse })
  const correctSecret = () => void Object.assign(deps.wecom, { deleteMember, hasAccount })
  return { readClosing, correctSecret }
}

async function runLater(kit: Kit, rounds: number): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    kit.deps.clock.advanceSeconds(31)
    await runClosings(kit)
  }
}

test('while WeCom refuses the secret, ops are asked once to delete the account, and it is said to be deleted once that can be read', async ({
  kit,
}) => {
  const { readClosing, correctSecret } = await createRefusedDeletion(kit)
  await runClosings(kit)
  expect(await readClosing()).toMatchObject({ phase: 'deleting', trouble: 'by_hand' })
  await runLater(kit, 2)
  kit.deps.wecom.members.delete(LEAVER)
  await runLater(kit, 2)
  expect((await readClosing()).phase).toBe('deleting')
  correctSecret()
  kit.deps.clock.advanceSeconds(3_600)
  await runLater(kit, 2)
  const { phase, events } = await readClosing()
  expect(phase).toBe('deleted')
  expect(events.filter(({ type }) => type === 'by_hand' || type === 'retried')).toHaveLength(1)
})

test('an account that the app does not see is not said to be deleted while WeCom refuses the secret, and is deleted once it is valid', async ({
  kit,
}) => {
  const { readClosing, correctSecret } = await createRefusedDeletion(kit)
  kit.deps.wecom.console.outOfRange.add(LEAVER)
  await runClosings(kit)
  await runLater(kit, 4)
  const { phase, trouble, events } = await readClosing()
  expect({ phase, trouble }).toEqual({ phase: 'deleting', trouble: 'by_hand' })
  expect(events.filter(({ type }) => type === 'by_hand' || type === 'retried')).toHaveLength(1)
  correctSecret()
  kit.deps.clock.advanceSeconds(3_600)
  await runLater(kit, 2)
  expect([(await readClosing()).phase, kit.deps.wecom.members.has(LEAVER)]).toEqual(['deleted', false])
})
