import { afterEach, describe, expect, it, vi } from 'vitest'
import { nextTick, shallowRef } from 'vue'
import type { PolicyReadingView } from '@desk/shared/policies/policy-schemas'
import { sampleInitialState, samplePages } from '../../testing/samples/sample-pages.ts'
import { sampleReading } from '../../testing/samples/policies/sample-policies.ts'
import { fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { continueReading, useReading } from './use-reading.ts'

afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
  document.body.innerHTML = ''
})

const noReading = { read: {}, onScreenMs: 0 }

/** Mounts useReading on a screen that shows every clause. */
function mountReading(
  view: PolicyReadingView,
  { tabStorage = new Map<string, string>(), userid = 'guoji', start = 0 } = {},
) {
  vi.useFakeTimers()
  let now = start
  vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ top: 0, bottom: 100 } as DOMRect)
  document.body.innerHTML = view.clauses.map(({ id }) => `<article id="clause-${id}"></article>`).join('')
  const shown = shallowRef<PolicyReadingView | null>(view)
  const sampleState = sampleInitialState(samplePages.home)
  const reading = withSetup(() => useReading(shown), {
    device: { ...fakeDevice(new Map(), tabStorage), now: () => now },
    initialState: { ...sampleState, me: sampleState.me && { ...sampleState.me, userid } },
  })
  const showFor = (ms: number) => {
    for (let spent = 0; spent < ms; spent += 200) {
      now += 200
      vi.advanceTimersByTime(200)
    }
  }
  return { ...reading, shown, showFor, tabStorage }
}

it('reading progress, token and opening time survive a question about the text', async () => {
  const { shown, showFor, unreadIds, readingTimes } = mountReading(sampleReading)
  showFor(2_000)
  expect(unreadIds.value).toEqual([])
  const answer = { ...sampleReading, questions: [], token: 'd'.repeat(64), openedAt: '2026-03-17T02:40:00.000Z' }
  shown.value = continueReading(sampleReading, answer)
  await nextTick()
  expect(shown.value).toMatchObject({ questions: [], token: sampleReading.token, openedAt: sampleReading.openedAt })
  expect([unreadIds.value, readingTimes()]).toEqual([[], { read: { '3.2d': 800, '4.1c1': 800 }, onScreenMs: 800 }])
})

it('reading starts without progress in another language', async () => {
  const { shown, showFor, unreadIds, readingTimes } = mountReading(sampleReading)
  showFor(2_000)
  const other = { ...sampleReading, language: 'en' as const, token: 'd'.repeat(64) }
  shown.value = continueReading(sampleReading, other)
  await nextTick()
  expect([shown.value.token, unreadIds.value.length, readingTimes()]).toEqual([other.token, 2, noReading])
  showFor(2_000)
  expect(unreadIds.value).toEqual([])
})

describe('useReading after a page reload', () => {
  const slow = { ...sampleReading, clauses: sampleReading.clauses.map((clause) => ({ ...clause, minMs: 3_000 })) }
  /** The text as the server returns it after the reload: opened later, with another token. */
  const reopened = { ...slow, token: 'd'.repeat(64), openedAt: '2026-03-17T02:40:00.000Z' }
  const tokenOf = (view: PolicyReadingView | null) => [view?.token, view?.openedAt]
  const first = [sampleReading.token, sampleReading.openedAt]
  const fresh = [reopened.token, reopened.openedAt]

  /** Reads for some time, and unmounts the page before its clauses count as read. */
  function readHalf() {
    const { showFor, unreadIds, readingTimes, tabStorage, unmount } = mountReading(slow)
    showFor(1_200)
    expect(unreadIds.value).toHaveLength(2)
    unmount()
    return { tabStorage, read: readingTimes() }
  }
  function reopen(view: PolicyReadingView, overrides: Parameters<typeof mountReading>[1]) {
    const { unreadIds, readingTimes, shown, showFor, discard, unmount } = mountReading(view, {
      start: 5_000,
      ...overrides,
    })
    return { unreadIds, readingTimes, shown, showFor, discard, unmount }
  }

  it('stored progress is restored with its original token', async () => {
    const { tabStorage, read } = readHalf()
    const { unreadIds, readingTimes, shown, showFor } = reopen(reopened, { tabStorage })
    await nextTick()
    expect([unreadIds.value.length, tokenOf(shown.value)]).toEqual([2, first])
    // At most one second is lost.
    const restored = readingTimes()
    expect(restored.onScreenMs).toBeGreaterThan(0)
    expect(restored.onScreenMs).toBeLessThanOrEqual(read.onScreenMs)
    expect(Object.values(restored.read)).toEqual([restored.onScreenMs, restored.onScreenMs])
    showFor(3_000)
    expect(unreadIds.value).toEqual([])
  })

  it('the progress is saved when the page is hidden', async () => {
    const { showFor, readingTimes, tabStorage, unmount } = mountReading(slow)
    showFor(600)
    window.dispatchEvent(new Event('pagehide'))
    unmount()
    const restored = reopen(reopened, { tabStorage })
    await nextTick()
    expect(restored.readingTimes()).toEqual(readingTimes())
  })

  it.each([
    ['of another version', { ...reopened, versionId: 'pov_0sample9' as const }, {}],
    ['in another language', { ...reopened, language: 'en' as const }, {}],
    ['opened by another person on the same phone', reopened, { userid: 'limin' }],
    ['opened an hour later', reopened, { start: 3_610_000 }],
  ])('a text %s starts without progress', async (_title, view, overrides) => {
    const { unreadIds, readingTimes, shown } = reopen(view, { tabStorage: readHalf().tabStorage, ...overrides })
    await nextTick()
    expect([unreadIds.value.length, readingTimes(), tokenOf(shown.value)]).toEqual([2, noReading, fresh])
  })

  it.each([
    ['no JSON', () => '{'],
    ['another structure', () => '[1]'],
    ['without its token', (kept: string) => kept.replace('"token"', '"other"')],
    ['with invalid progress', (kept: string) => kept.replace('"ms":', '"ms":"many","was":')],
    ['of an earlier release', (kept: string) => kept.replace('"onScreenMs"', '"other"')],
  ])('stored progress is ignored: %s', async (_title, spoil) => {
    const { tabStorage } = readHalf()
    for (const [name, kept] of tabStorage) {
      expect(spoil(kept)).not.toBe(kept)
      tabStorage.set(name, spoil(kept))
    }
    const { readingTimes, shown } = reopen(reopened, { tabStorage })
    await nextTick()
    expect([readingTimes(), tokenOf(shown.value)]).toEqual([noReading, fresh])
  })

  it('discarded progress is not saved again while the text stays open', async () => {
    const { tabStorage } = readHalf()
    const { showFor, discard, unmount } = reopen(reopened, { tabStorage })
    await nextTick()
    discard()
    showFor(400)
    unmount()
    expect([...tabStorage]).toEqual([])
    const { readingTimes, shown } = reopen(reopened, { tabStorage })
    await nextTick()
    expect([readingTimes(), tokenOf(shown.value)]).toEqual([noReading, fresh])
  })

  it('progress is deleted once the text is signed', async () => {
    const { tabStorage } = readHalf()
    const signed = { ...reopened, task: { ...reopened.task, state: 'signed' as const } }
    const { shown } = reopen(signed, { tabStorage })
    await nextTick()
    expect([tokenOf(shown.value), [...tabStorage]]).toEqual([fresh, []])
  })

  it('reading is measured when the storage rejects writes', async () => {
    const broken = new Map<string, string>()
    broken.set = () => {
      throw new Error('quota')
    }
    const { showFor, unreadIds } = mountReading(sampleReading, { tabStorage: broken })
    showFor(2_000)
    expect(unreadIds.value).toEqual([])
  })
})
