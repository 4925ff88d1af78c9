import { describe, expect } from 'vitest'
import { markMembersLeft, syncMembers } from '../../../directory/sync-members-queries.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { askDeletion, confirmDeletion, reEnable } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'

const LEAVER = 'guoji'
const eventsOf = (view: Awaited<ReturnType<typeof getClosing>>) => view.events.map(({ type }) => type)
const titlesOf = ({ deps }: Kit) => deps.wecom.mailings.map(({ card }) => card.title)

/** Opens a closing whose items are handed over, and moves the leaver out of the visible range. */
async function openAndHide(kit: Kit) {
  const { deps } = kit
  const company = await closingCompany(kit)
  const { id } = await handOver(kit, company, await openFor(kit, company), company.mate)
  await hide(kit)
  const readClosing = () => getClosing(deps, company.hr, id)
  const readCommand = async () => ({ id, version: (await readClosing()).version })
  return { ...company, readClosing, readCommand }
}

async function hide({ deps }: Kit): Promise<void> {
  deps.wecom.console.outOfRange.add(LEAVER)
  deps.clock.advanceSeconds(1)
  const reading = { at: deps.clock.now(), source: 'test' }
  await deps.db.transaction((tx) => markMembersLeft(deps, tx, [LEAVER], reading))
}

async function show({ deps }: Kit): Promise<void> {
  deps.wecom.console.outOfRange.delete(LEAVER)
  deps.clock.advanceSeconds(1)
  const reading = { at: deps.clock.now(), source: 'test' }
  await deps.db.transaction((tx) => syncMembers(deps, tx, [deps.wecom.members.get(LEAVER)!], reading))
}

describe('an account that left the visible range', () => {
  test('an account that left the visible range stays in its phase, is disabled at 18:00 by one command, and is not said to be deleted or disabled', async ({
    kit,
  }) => {
    const { readClosing } = await openAndHide(kit)
    await runClosings(kit)
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'ready', trouble: 'not_visible', deletedAt: null })
    expect(eventsOf(await readClosing()).filter((type) => type === 'not_visible')).toHaveLength(1)
    goTo(kit, LAST_DAY, '18:00')
    for (let hour = 0; hour < 3; hour += 1) {
      await runClosings(kit)
      kit.deps.clock.advanceHours(1)
    }
    expect(kit.deps.wecom.setEnabledCalls).toEqual([{ userid: LEAVER, isEnabled: false }])
    expect(await readClosing()).toMatchObject({
      phase: 'disabling',
      trouble: 'not_visible',
      disabledAt: null,
      deletedAt: null,
    })
    await show(kit)
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'disabled', trouble: null })
    expect(titlesOf(kit)).not.toContainEqual(expect.stringContaining('查不到'))
  })

  test('an account that left the visible range is no longer reported once the directory shows it again', async ({
    kit,
  }) => {
    const { readClosing } = await openAndHide(kit)
    await runClosings(kit)
    await show(kit)
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'ready', trouble: null })
  })

  test('an account that left the visible range ends the closing when it was deleted meanwhile', async ({ kit }) => {
    const { readClosing } = await openAndHide(kit)
    await runClosings(kit)
    kit.deps.wecom.members.delete(LEAVER)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'deleted', disabledAt: null })
    expect(eventsOf(await readClosing()).at(-1)).toBe('gone_outside')
  })

  test('an account that left the visible range is deleted by the command of two people, and not by being invisible', async ({
    kit,
  }) => {
    const { deps } = kit
    const { hr, ops, readClosing, readCommand } = await openAndHide(kit)
    await show(kit)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    await hide(kit)
    await askDeletion(deps, hr, { ...(await readCommand()), keepDays: 30, reason: '签收证据保留五年' })
    goTo(kit, '2026-04-20', '10:00')
    await confirmDeletion(deps, ops, await readCommand())
    const remove = deps.wecom.deleteMember
    deps.wecom.deleteMember = async () => {}
    await runClosings(kit)
    expect((await readClosing()).phase).toBe('deleting')
    deps.wecom.deleteMember = remove
    deps.clock.advanceSeconds(60)
    await runClosings(kit)
    expect([(await readClosing()).phase, deps.wecom.members.has(LEAVER)]).toEqual(['deleted', false])
  })

  test('an account that left the visible range is enabled again without being reported as gone', async ({ kit }) => {
    const { hr, readClosing, readCommand } = await openAndHide(kit)
    await show(kit)
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    await hide(kit)
    await reEnable(kit.deps, hr, await readCommand())
    await runClosings(kit)
    expect(kit.deps.wecom.members.get(LEAVER)?.status).toBe(1)
    expect(await readClosing()).toMatchObject({ phase: 'enabling', trouble: 'not_visible' })
  })
})

describe('an account whose existence WeCom does not reveal', () => {
  test('an account whose existence WeCom does not reveal ends the closing once WeCom answers the command with an unknown userid', async ({
    kit,
  }) => {
    kit.deps.wecom.console.listsIds = false
    const { readClosing } = await openAndHide(kit)
    kit.deps.wecom.members.delete(LEAVER)
    kit.deps.wecom.console.outOfRange.clear()
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'ready', trouble: 'not_visible' })
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect(await readClosing()).toMatchObject({ phase: 'deleted', disabledAt: null })
  })

  test('an account whose existence WeCom does not reveal ends the closing without the contacts secret once people were asked in the console', async ({
    kit,
  }) => {
    Object.assign(kit.deps.site, { hasContactsSecret: false })
    kit.deps.wecom.console.listsIds = false
    const { readClosing } = await openAndHide(kit)
    kit.deps.wecom.members.delete(LEAVER)
    kit.deps.wecom.console.outOfRange.clear()
    goTo(kit, LAST_DAY, '18:00')
    await runClosings(kit)
    expect((await readClosing()).trouble).toBe('by_hand')
    kit.deps.clock.advanceSeconds(60)
    await runClosings(kit)
    expect(eventsOf(await readClosing()).slice(-2)).toEqual(['by_hand', 'gone_outside'])
  })
})
