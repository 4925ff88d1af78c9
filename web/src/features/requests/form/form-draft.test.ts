import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { Device } from '../../../platform/device.ts'
import { fakeApi, fakeDevice, withSetup } from '../../../testing/with-setup.ts'
import { readValues, type Values } from '../../info-change/field-rules.ts'
import { useFormDraft } from './use-form-draft.ts'
import { useServerDraft } from './use-server-draft.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Opens the form on a device, which has its own storage and shares the draft on the server with other devices. */
function openForm(
  stored: Map<string, string>,
  server: { draft: DraftView['draft'] },
  device: Device = fakeDevice(stored),
) {
  const values: { current: Values } = { current: {} }
  const saveDraft = vi.fn((_kind: string, body: DraftBody) => {
    server.draft = { ...body, version: 1 }
    return Promise.resolve({ draft: null })
  })
  const info = {
    draft: () => Promise.resolve({ draft: server.draft }),
    saveDraft,
    discardDraft: () => Promise.resolve({ draft: null }),
  }
  const draft = withSetup(
    () =>
      useFormDraft<Values>({
        form: { name: 'info-change', read: readValues },
        saveOnServer: (options) => useServerDraft('info_change', options),
        values: () => values.current,
        hasChanges: () => Object.keys(values.current).length > 0,
        onAdopted: (newer) => (values.current = newer ?? {}),
      }),
    { device, api: fakeApi({ info }) },
  )
  values.current = draft.restore() ?? {}
  function type(position: string): void {
    values.current = { position }
    draft.saveSoon()
  }
  return { values, type, saveDraft, draft }
}

describe('useFormDraft', () => {
  it('content whose key was refused is submitted with another key', () => {
    const { draft } = openForm(new Map(), { draft: null })
    const key = draft.keyFor('a')
    expect(draft.keyFor('a')).toBe(key)
    draft.renewKey()
    expect(draft.keyFor('a')).not.toBe(key)
  })

  it('input counts as saved only once the device has stored it', async () => {
    const setItem = vi.fn<(name: string, value: string) => void>()
    const storage = { getItem: () => null, removeItem: () => undefined, setItem }
    const { type, draft } = openForm(new Map(), { draft: null }, { ...fakeDevice(), storage })
    expect([draft.savedAt.value, draft.isUnsaved.value]).toEqual([null, false])
    setItem.mockImplementation(() => {
      throw new Error('quota')
    })
    type('店长')
    await vi.advanceTimersByTimeAsync(1_000)
    expect([draft.savedAt.value, draft.isUnsaved.value]).toEqual([null, true])
    setItem.mockImplementation(() => undefined)
    type('副店长')
    await vi.advanceTimersByTimeAsync(1_000)
    expect(draft.savedAt.value).not.toBeNull()
    expect(draft.isUnsaved.value).toBe(false)
  })

  it('a draft that was on the server and was submitted on another device is dropped', async () => {
    const stored = new Map<string, string>()
    const server: { draft: DraftView['draft'] } = { draft: null }
    const before = openForm(stored, server)
    before.type('店长')
    await vi.advanceTimersByTimeAsync(6_000)
    expect(before.saveDraft).toHaveBeenCalledOnce()
    before.draft.unmount()

    server.draft = null
    const { values, saveDraft, draft } = openForm(stored, server)
    expect(values.current).toEqual({ position: '店长' })
    await vi.advanceTimersByTimeAsync(6_000)
    expect([values.current, draft.wasRestored.value, stored.size]).toEqual([{}, false, 0])
    expect(saveDraft).not.toHaveBeenCalled()
  })

  it('input that never reached the server is kept when the server has no draft', async () => {
    const stored = new Map<string, string>()
    const server: { draft: DraftView['draft'] } = { draft: null }
    const before = openForm(stored, server)
    before.type('店长')
    await vi.advanceTimersByTimeAsync(6_000)
    before.saveDraft.mockRejectedValue(new Error('offline'))
    before.type('副店长')
    await vi.advanceTimersByTimeAsync(6_000)
    before.draft.unmount()

    server.draft = null
    const { values, saveDraft } = openForm(stored, server)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(values.current).toEqual({ position: '副店长' })
    expect(saveDraft).toHaveBeenCalledOnce()
  })
})
