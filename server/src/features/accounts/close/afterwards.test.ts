import { eq } from 'drizzle-orm'
import { describe, expect } from 'vitest'
import { auditEntries, members } from '../../../db/schema/index.ts'
import { WecomRefusedError } from '../../../kernel/app-error.ts'
import { onCallSetting } from '../../../kernel/on-call-setting.ts'
import { readSetting, writeSetting } from '../../../kernel/settings-queries.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { report } from '../../../testing/fixtures/lost-device.ts'
import { createTestClient } from '../../../testing/http.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { getCase } from '../../lost-device/views/get-case.ts'
import { openTransfer } from '../transfer/open-transfer.ts'
import { askDeletion, confirmDeletion, confirmSamePerson, denySamePerson, reEnable } from './closing-commands.ts'
import { getClosing } from './get-closing.ts'
import { currentActorOf } from '../../../testing/current-actor-of.ts'
import { errorCodeOf } from '../../../testing/error-code-of.ts'

const PCS = [
  { code: 'pc-1', type: 1 },
  { code: 'pc-2', type: 3 },
] as const

async function closeAccount(kit: Kit) {
  const company = await closingCompany(kit)
  const view = await handOver(kit, company, await openFor(kit, company), company.mate)
  goTo(kit, LAST_DAY, '17:00')
  await runClosings(kit)
  const before = {
    devices: kit.deps.wecom.protection.devices?.length ?? null,
    mailbox: kit.deps.wecom.protection.mailboxes.get('guoji'),
  }
  goTo(kit, LAST_DAY, '18:00')
  await runClosings(kit)
  await drainOutbox(kit.deps)
  const readClosing = () => getClosing(kit.deps, company.hr, view.id)
  const readCommand = async () => ({ id: view.id, version: (await readClosing()).version })
  const listFollowUps = async () =>
    (await readClosing()).events.flatMap(({ type, note }) =>
      type === 'devices_removed' || type === 'mailbox_closed' ? [`${type} ${note}`] : [],
    )
  return { ...company, id: view.id, before, readClosing, readCommand, listFollowUps }
}

/** Closes an account, which two people then delete. */
async function deleteAccount(kit: Kit) {
  const company = await closeAccount(kit)
  const { hr, ops, readCommand } = company
  await askDeletion(kit.deps, hr, { ...(await readCommand()), keepDays: 0, reason: '无须保留' })
  await confirmDeletion(kit.deps, ops, await readCommand())
  await runClosings(kit)
  return company
}

describe('after an account was disabled', () => {
  test('the leaver is off the on-call roster, and cannot read lost-device cases when the account is enabled again', async ({
    kit,
  }) => {
    const onCallRow = (userid: string) => ({ userid, phone: '138 0000 2046', from: 8, to: 20 })
    const value = { rows: [onCallRow('GuoJi'), onCallRow('limin')], creator: 'guoji' }
    const set = { value, by: 'ops', at: kit.deps.clock.now() }
    await kit.deps.db.transaction((tx) => writeSetting(tx, onCallSetting, set))
    const { hr, readCommand, leaver } = await closeAccount(kit)
    await reEnable(kit.deps, hr, await readCommand())
    await runClosings(kit)
    const { value: roster, version } = await readSetting(kit.deps.db, onCallSetting)
    expect([roster.rows.map(({ userid }) => userid), roster.creator, version]).toEqual([['limin'], 'guoji', 2])
    const { id } = await report(kit, hr, 'limin')
    await expect(
      getCase(kit.deps, { actor: await currentActorOf(kit, leaver.userid), token: null }, id),
    ).rejects.toMatchObject({
      code: 'request.not_found',
    })
    const changes = await kit.deps.db.select().from(auditEntries).where(eq(auditEntries.action, 'settings.change'))
    expect(changes.map(({ actor, object }) => [actor, object])).toEqual([['system:accounts.close', 'lost_device.duty']])
  })

  test('the trusted devices are removed and the mailbox is closed, and the timeline says so', async ({ kit }) => {
    Object.assign(kit.deps.wecom.protection, { devices: PCS, hasMailboxes: true })
    const { before, listFollowUps } = await closeAccount(kit)
    expect(before).toEqual({ devices: 2, mailbox: undefined })
    const { devices, mailboxes } = kit.deps.wecom.protection
    expect([devices, mailboxes.get('guoji')]).toEqual([[], false])
    expect((await listFollowUps()).toSorted()).toEqual(['devices_removed 2', 'mailbox_closed closed'])
  })

  test('computers that WeCom still lists are not recorded as removed', async ({ kit }) => {
    Object.assign(kit.deps.wecom.protection, { devices: PCS, hasMailboxes: true })
    const remove = kit.deps.wecom.deleteTrustedDevices
    kit.deps.wecom.deleteTrustedDevices = async () => {}
    const { listFollowUps } = await closeAccount(kit)
    expect(await listFollowUps()).toEqual(['mailbox_closed closed'])
    kit.deps.wecom.deleteTrustedDevices = remove
    kit.deps.clock.advanceSeconds(120)
    await drainOutbox(kit.deps)
    expect(await listFollowUps()).toContain('devices_removed 2')
  })

  test('the timeline says what the company does not have or the app may not do', async ({ kit }) => {
    Object.assign(kit.deps.wecom.protection, { devices: null, hasMailboxes: false })
    const { listFollowUps } = await closeAccount(kit)
    expect((await listFollowUps()).toSorted()).toEqual(['devices_removed unavailable', 'mailbox_closed left'])
  })

  test('the timeline says when a call failed for good, and the account stays disabled', async ({ kit }) => {
    Object.assign(kit.deps.wecom.protection, { devices: PCS, hasMailboxes: true })
    const refuse = () => Promise.reject(new WecomRefusedError(40058, 'security/trustdevice'))
    Object.assign(kit.deps.wecom, { listTrustedDevices: refuse, closeMailbox: refuse })
    const { readClosing, listFollowUps } = await closeAccount(kit)
    expect((await listFollowUps()).toSorted()).toEqual(['devices_removed left', 'mailbox_closed left'])
    expect((await readClosing()).phase).toBe('disabled')
  })

  test('the mailbox is opened when the account is enabled again', async ({ kit }) => {
    Object.assign(kit.deps.wecom.protection, { devices: PCS, hasMailboxes: true })
    const { hr, readCommand, listFollowUps } = await closeAccount(kit)
    await reEnable(kit.deps, hr, await readCommand())
    await runClosings(kit)
    await drainOutbox(kit.deps)
    expect(kit.deps.wecom.protection.mailboxes.get('guoji')).toBe(true)
    expect((await listFollowUps()).at(-1)).toBe('mailbox_closed opened')
  })
})

describe('after an account was deleted', () => {
  test('HR answers once whether the same person may return, and ops do not', async ({ kit }) => {
    const { hr, ops, readCommand, readClosing } = await deleteAccount(kit)
    expect((await readClosing()).allowed).toEqual(['confirm_return', 'deny_return'])
    expect(await errorCodeOf(denySamePerson(kit.deps, ops, await readCommand()))).toBe('auth.forbidden')
    await denySamePerson(kit.deps, hr, await readCommand())
    expect(await readClosing()).toMatchObject({ returnConfirmedAt: null, returnDeniedAt: expect.any(String) })
    expect(await errorCodeOf(confirmSamePerson(kit.deps, hr, await readCommand()))).toBe('closing.command_refused')
    expect(await errorCodeOf(denySamePerson(kit.deps, hr, await readCommand()))).toBe('closing.command_refused')
  })

  test('a return that HR confirmed cannot be denied afterwards', async ({ kit }) => {
    const { hr, id, readCommand, readClosing } = await deleteAccount(kit)
    await confirmSamePerson(kit.deps, hr, await readCommand())
    const { requestAs } = createTestClient(kit.deps)
    const { version } = await readCommand()
    expect((await requestAs(hr, 'POST', `/api/closings/${id}/return/denial`, { version })).status).toBe(409)
    expect((await readClosing()).returnDeniedAt).toBeNull()
  })
})

describe('the departments that a member leads in WeCom', () => {
  const setLeaderOf = ({ deps }: Kit, leaderOf: number[]) =>
    deps.db.update(members).set({ leaderOf }).where(eq(members.userid, 'guoji'))
  const listLed = ({ items }: Awaited<ReturnType<typeof getClosing>>) =>
    items.flatMap(({ kind, title, state }) => (kind === 'leader' ? [`${title} ${state}`] : []))

  test('a closing names each department that the leaver leads in WeCom', async ({ kit }) => {
    const company = await closingCompany(kit)
    await setLeaderOf(kit, [company.department, company.other])
    expect(listLed(await openFor(kit, company))).toEqual(['来料检验组 automatic', '采购部 automatic'])
  })

  test('a transfer names, of the departments that the member leads in WeCom, only the one that they leave', async ({
    kit,
  }) => {
    const company = await closingCompany(kit)
    await setLeaderOf(kit, [company.department, 1])
    const view = await openTransfer(kit.deps, company.hr, {
      subjectId: 'guoji',
      effectiveOn: LAST_DAY,
      departmentId: company.other,
    })
    expect(listLed(view)).toEqual(['来料检验组 automatic'])
  })
})
