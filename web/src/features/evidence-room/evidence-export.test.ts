import { flushPromises } from '@vue/test-utils'
import { createApiClient } from '@desk/server/client'
import type { RoomView } from '@desk/shared/evidence-room/room-schemas'
import { pagePaths } from '@desk/shared/pages/page-paths'
import { expect, it, vi } from 'vitest'
import messages from '../../locales/zh-CN/evidence-room.ts'
import { clickButton } from '../../testing/click-button.ts'
import { mountUi } from '../../testing/mount-ui.ts'
import { samplePages } from '../../testing/samples/sample-pages.ts'
import { sampleMe } from '../../testing/samples/sample-people.ts'
import { fakeApi } from '../../testing/with-setup.ts'
import RoomPage from './pages/RoomPage.vue'

const sample = samplePages['evidence-room'].data
const emptyRoom: RoomView = { ...sample, q: '', hits: [], answer: null }
const linkRoom: RoomView = { ...emptyRoom, reader: { ...sample.reader, kind: 'link' } }

/** Mounts the room, whose export answers with a link. */
async function openRoom(room: RoomView) {
  const fetch = vi.fn((input: RequestInfo | URL, _init?: RequestInit) =>
    Promise.resolve(
      String(input instanceof Request ? input.url : input).endsWith('/export')
        ? Response.json({ path: '/d/1', expiresAt: '2026-03-17T03:00:00Z' }, { status: 201 })
        : Response.json(room),
    ),
  )
  const page = mountUi(RoomPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  await flushPromises()
  const exported = async () => {
    await clickButton(page)(messages.exports.bundle)
    return JSON.parse(String(fetch.mock.calls.at(-1)?.[1]?.body)) as unknown
  }
  return { page, exported }
}

it('the evidence room exports all policies before anybody is looked up, and then the policy of the answer', async () => {
  const before = await openRoom(emptyRoom)
  expect(before.page.text()).toContain(messages.exports.titleAll)
  const { toDay } = sample.reader
  expect(await before.exported()).toEqual({ format: 'bundle', policy: 'all', day: toDay })
  const after = await openRoom(sample)
  const { policy, day, signature } = sample.answer!
  expect(await after.exported()).toMatchObject({ format: 'bundle', policy: policy.id, day })
  expect(signature).not.toBeNull()
})

it('the export explains the proof of a receipt only once it is offered', async () => {
  const textOf = async (room: RoomView) => (await openRoom(room)).page.get('.evidence-export').text()
  expect(await textOf(sample)).toContain(messages.exports.proof)
  const answer = sample.answer!
  const signature = { ...answer.signature!, checks: { ...answer.signature!.checks, record: null } }
  expect(await textOf({ ...sample, answer: { ...answer, signature } })).not.toContain(messages.exports.proof)
})

it('the holder of a link exports nothing', async () => {
  const { page } = await openRoom(linkRoom)
  expect(page.find('.evidence-export').exists()).toBe(false)
})

it('the watermark of the room names the account of a member with a role, and the holder of a link', async () => {
  const { page } = await openRoom(emptyRoom)
  const { page: guest } = await openRoom(linkRoom)
  const over = [page, guest].map((room) => room.get('.watermark').text())
  expect(over.map((text) => text.includes(`${sampleMe.name} ${sampleMe.userid.slice(-4)}`))).toEqual([true, false])
  expect(over[1]).toContain(linkRoom.reader.name)
})

it('every reader of the room can copy the last checkpoint and the key, once there is a checkpoint', async () => {
  for (const room of [sample, linkRoom]) {
    const { page } = await openRoom(room)
    const values = page
      .findAll('.room-checkpoint textarea')
      .map(({ element }) => (element as HTMLTextAreaElement).value)
    expect(values).toEqual([sample.kept?.checkpoint, sample.kept?.vkey])
  }
  const { page } = await openRoom({ ...linkRoom, kept: null })
  expect(page.find('.room-checkpoint').exists()).toBe(false)
})

it('the room says what it proves and links to the signing records, which the holder of a link cannot open', async () => {
  const { page } = await openRoom(emptyRoom)
  const intro = page.get('.admin-name > .sub')
  expect(intro.text()).toContain(messages.purpose)
  expect(intro.get('a').attributes('href')).toBe(pagePaths.signingRecords)
  const { page: guest } = await openRoom(linkRoom)
  expect(guest.text()).not.toContain(messages.toRecords)
})

it('both fields of the search have their labels above them', async () => {
  const { page } = await openRoom(emptyRoom)
  const labels = page.findAll('.room-search .van-field__label--top label')
  expect(labels.map((label) => label.text())).toEqual([messages.search, messages.asOf])
  const ids = page.findAll('.room-search input').map((input) => input.attributes('id'))
  expect(labels.map((label) => label.attributes('for'))).toEqual(ids)
})

it('a room that is not loaded yet is shown as a page with a skeleton', () => {
  const fetch = () => new Promise<Response>(() => undefined)
  const page = mountUi(RoomPage, {
    parts: { api: fakeApi({ client: createApiClient('http://desk.test', { fetch }).api }) },
  })
  expect(page.find('main .skeleton').exists()).toBe(true)
})

it('below a sentence about the version in force, the receipt of an earlier one is named with its version', async () => {
  const answer = sample.answer!
  const signature = { ...answer.signature!, label: '1.0', isOfText: false }
  const { page } = await openRoom({ ...sample, answer: { ...answer, state: 'pending', signature } })
  expect(page.get('.answer-sheet').text()).toContain(`${messages.receiptOf('1.0')} ${signature.receipt}`)
})
