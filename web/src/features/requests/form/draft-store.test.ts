import { describe, expect, it } from 'vitest'
import { fakeDevice } from '../../../testing/with-setup.ts'
import { createDrafts } from '../../../stores/drafts.ts'
import { createDraftStore, type Draft } from './draft-store.ts'
import { readValues, type Values } from '../../info-change/field-rules.ts'

const form = { name: 'info-change', read: readValues }
const draft: Draft<Values> = {
  key: 'key1',
  values: { position: '店长' },
  sent: null,
  savedAt: '2026-03-17T02:33:00Z',
  isPushed: true,
}
const guoJi = { corpId: 'ww1', userid: 'GuoJi' }

describe('createDraftStore', () => {
  it('a draft is restored for the same member regardless of the case of the userid', () => {
    const { storage } = fakeDevice()
    createDraftStore(createDrafts({ storage, tabStorage: null }, guoJi), form).save(draft)
    expect(
      createDraftStore(createDrafts({ storage, tabStorage: null }, { corpId: 'ww1', userid: 'guoji' }), form).load(),
    ).toEqual(draft)
  })

  it.each([
    { corpId: 'ww1', userid: 'limin' },
    { corpId: 'ww2', userid: 'GuoJi' },
  ])('a draft is not restored for another member: %j', (other) => {
    const { storage } = fakeDevice()
    createDraftStore(createDrafts({ storage, tabStorage: null }, guoJi), form).save(draft)
    expect(createDraftStore(createDrafts({ storage, tabStorage: null }, other), form).load()).toBeNull()
  })

  it.each(['not json', '{}', 'null', '{"key":1,"values":{},"savedAt":""}'])(
    'the stored text %s is not restored as a draft',
    (text) => {
      const stored = new Map<string, string>()
      const store = createDraftStore(createDrafts(fakeDevice(stored), guoJi), form)
      store.save(draft)
      stored.set([...stored.keys()][0] ?? '', text)
      expect(store.load()).toBeNull()
    },
  )

  it('unknown fields of a stored draft are dropped', () => {
    const store = createDraftStore(createDrafts(fakeDevice(), guoJi), form)
    store.save({ ...draft, values: { position: '店长', nickname: 'x' } as Values })
    expect(store.load()?.values).toEqual({ position: '店长' })
  })

  it('save returns false when the storage is missing or full', () => {
    const full = {
      getItem: () => null,
      removeItem: () => undefined,
      setItem: () => {
        throw new Error('quota')
      },
    }
    expect(createDraftStore(createDrafts({ storage: null, tabStorage: null }, guoJi), form).save(draft)).toBe(false)
    expect(createDraftStore(createDrafts({ storage: full, tabStorage: null }, guoJi), form).save(draft)).toBe(false)
  })
})
