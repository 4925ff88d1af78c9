import { expect } from 'vitest'
import { writeSetting } from '../../kernel/settings-queries.ts'
import { fieldSetting } from '../info-change/field-settings.ts'
import { CARD_ACTION_TOPIC } from '../notifications/card-action.ts'
import { enqueue } from '../../outbox/outbox-queries.ts'
import { drainOutbox } from '../../testing/drain-outbox.ts'
import { type Kit, test } from '../../testing/kit.ts'
import { smallCompany, submitInfoChange } from '../../testing/request-fixtures.ts'
import { getRequest } from './inbox/get-request.ts'
import { resubmitRequest } from './commands/resubmit-request.ts'
import { returnRequest } from './commands/return-request.ts'
import { undoDecision } from './commands/undo-request.ts'

/** Presses a button of a card as its recipient, by default `limin`. */
async function press(kit: Kit, taskId: string, key: string, userid = 'limin') {
  const payload = { userid, taskId, key, responseCode: 'fresh-code' }
  const row = { topic: CARD_ACTION_TOPIC, payload, dedupeKey: `press:${taskId}`, groupKey: 'press' }
  await kit.deps.db.transaction((tx) => enqueue(tx, [{ ...row, runAt: kit.deps.clock.now() }]))
  await drainOutbox(kit.deps)
}

async function submitWithCard(kit: Kit) {
  const { applicant, admin } = await smallCompany(kit)
  const view = await submitInfoChange(kit, applicant)
  await drainOutbox(kit.deps)
  const [sent] = kit.deps.wecom.sent
  const [button] = sent?.card.actions ?? []
  if (!sent || !button) throw new Error('No card with a second button was sent')
  return { applicant, admin, view, taskId: sent.card.taskId, key: button.key }
}

test('a card action approves what the card showed, and overwrites the card with its response code', async ({ kit }) => {
  const { admin, view, taskId, key } = await submitWithCard(kit)
  await press(kit, taskId, key)
  const decided = await getRequest(kit.deps, admin, view.id)
  expect(decided).toMatchObject({ state: 'done', decidedBy: { userid: 'limin' } })
  expect(kit.deps.wecom.replaced).toMatchObject([{ userid: 'limin', responseCode: 'fresh-code' }])
  // WeCom repeats events that it considers not received.
  await press(kit, taskId, key)
  expect((await getRequest(kit.deps, admin, view.id)).version).toBe(decided.version)
})

test('a card action on a card older than 72 h decides, and overwrites the card with its response code', async ({
  kit,
}) => {
  const { admin, view, taskId, key } = await submitWithCard(kit)
  kit.deps.clock.advanceSeconds(80 * 3600)
  await press(kit, taskId, key)
  expect(await getRequest(kit.deps, admin, view.id)).toMatchObject({ state: 'done', decidedBy: { userid: 'limin' } })
  expect(kit.deps.wecom.replaced).toMatchObject([{ userid: 'limin', responseCode: 'fresh-code' }])
})

test('a card action that is repeated after its decision was undone decides nothing; the card sent after the undo does', async ({
  kit,
}) => {
  kit.deps.site.undoMs = 60_000
  const { admin, view, taskId, key } = await submitWithCard(kit)
  kit.deps.clock.advanceSeconds(1)
  const { failPoints } = kit.deps
  kit.deps.failPoints = {
    ...failPoints,
    hit: (point) => {
      if (point === 'decide.committed') throw new Error('killed')
    },
  }
  await press(kit, taskId, key)
  kit.deps.failPoints = failPoints
  const { version, state } = await getRequest(kit.deps, admin, view.id)
  expect(state).toBe('decided')
  kit.deps.clock.advanceSeconds(2)
  await undoDecision(kit.deps, admin, { id: view.id, version, key: 'key-of-undo-1' })
  kit.deps.clock.advanceSeconds(100)
  await drainOutbox(kit.deps)
  expect(await getRequest(kit.deps, admin, view.id)).toMatchObject({ state: 'open', decidedBy: null })
  const newCard = kit.deps.wecom.sent.findLast(({ userid }) => userid === 'limin')!.card
  await press(kit, newCard.taskId, newCard.actions![0]!.key)
  expect((await getRequest(kit.deps, admin, view.id)).state).toBe('decided')
})

test('a card action on a changed request decides nothing, and a new card shows the change', async ({ kit }) => {
  const { applicant, admin, view, taskId, key } = await submitWithCard(kit)
  const { version } = await returnRequest(kit.deps, admin, {
    id: view.id,
    version: view.version,
    seenHash: view.seenHash,
    reason: { code: 'incomplete', text: '' },
  })
  const payload = { position: { from: '质检工程师', to: '质检组长' } }
  await resubmitRequest(kit.deps, applicant, { id: view.id, version, draft: { kind: 'info_change', payload } })
  await drainOutbox(kit.deps)
  await press(kit, taskId, key)
  expect((await getRequest(kit.deps, admin, view.id)).state).toBe('open')
  const last = kit.deps.wecom.sent.findLast(({ userid }) => userid === 'limin')
  expect(last?.card).toMatchObject({ title: '郭𠮷修改了内容，请再看一遍', rows: [{ value: '质检工程师 → 质检组长' }] })
  expect(kit.deps.wecom.replaced.at(-1)).toMatchObject({ responseCode: 'fresh-code' })
})

test('a card action on a request that must be opened by now decides nothing, and the card loses its button', async ({
  kit,
}) => {
  const { admin, view, taskId, key } = await submitWithCard(kit)
  const value = { position: { isOpen: true, isConfirmedByOps: true } }
  const at = kit.deps.clock.now()
  await kit.deps.db.transaction((tx) => writeSetting(tx, fieldSetting, { value, by: 'olga', at }))
  await press(kit, taskId, key)
  expect((await getRequest(kit.deps, admin, view.id)).state).toBe('open')
  const [replaced] = kit.deps.wecom.replaced
  expect(replaced).toMatchObject({
    userid: 'limin',
    responseCode: 'fresh-code',
    card: { title: '待审批：郭𠮷 改 2 项' },
  })
  expect(replaced?.card.actions).toBeUndefined()
})

test('a resubmitted request sends a card to the approver who returned it, and to no other', async ({ kit }) => {
  const { applicant, admin, department } = await smallCompany(kit)
  await kit.given.member({ userid: 'second', department, adminOf: [department] })
  const view = await submitInfoChange(kit, applicant)
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent.map(({ userid }) => userid).sort()).toEqual(['limin', 'second'])
  const seen = { id: view.id, version: view.version, seenHash: view.seenHash }
  const { version } = await returnRequest(kit.deps, admin, { ...seen, reason: { code: 'incomplete', text: '' } })
  await drainOutbox(kit.deps)
  kit.deps.wecom.sent.splice(0)
  const payload = { position: { from: '质检工程师', to: '质检组长' } }
  await resubmitRequest(kit.deps, applicant, { id: view.id, version, draft: { kind: 'info_change', payload } })
  await drainOutbox(kit.deps)
  expect(kit.deps.wecom.sent.map(({ userid }) => userid)).toEqual(['limin'])
})

test('a card action of another member, with a forged key or of an unknown card has no effect', async ({ kit }) => {
  const { admin, view, taskId, key } = await submitWithCard(kit)
  await press(kit, taskId, key, 'guoji')
  await press(kit, taskId, 'agree:everything')
  await press(kit, 'crd_none', key)
  expect((await getRequest(kit.deps, admin, view.id)).state).toBe('open')
})
