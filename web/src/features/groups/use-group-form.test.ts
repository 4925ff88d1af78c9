import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { DraftBody, DraftView } from '@desk/shared/drafts/draft-schemas'
import type { GroupForm } from '@desk/shared/groups/group-schemas'
import { fakeApi, fakeDevice, withSetup } from '../../testing/with-setup.ts'
import { useGroupForm } from './use-group-form.ts'

const form: GroupForm = {
  department: '来料检验组',
  owner: { userid: 'guoji', name: '郭𠮷' },
  templates: [
    { id: 'project', name: '项目', kind: '项目', saysUntil: true, expiresOn: '2026-09-30', deputy: null },
    {
      id: 'standing',
      name: '长期',
      kind: '长期',
      saysUntil: false,
      expiresOn: '2027-03-31',
      deputy: { userid: 'boss', name: '周启明' },
    },
  ],
  rules: { separator: '-', saysDepartment: true, bannedWords: ['全员'] },
  largeFrom: 100,
  deciders: [],
  leftToday: 5,
  isByHand: false,
  isPartner: false,
}
const hit = (userid: string) => ({ userid, name: userid, department: [] })
const entered = () => withSetup(() => useGroupForm(form, () => Promise.resolve([])))

describe('the form for a group', () => {
  it('shows the name that the server will make, as it is typed', () => {
    const entry = entered()
    entry.topic.value = '来料异常'
    expect(entry.made.value.name).toBe('来料检验组-来料异常-项目-至26年9月')
    entry.templateId.value = 'standing'
    expect(entry.payload.value).toMatchObject({ name: '来料检验组-来料异常-长期', expiresOn: '2027-03-31' })
  })

  it('takes the first who was chosen as deputy, another by choice, and the template’s where it has one', () => {
    const entry = entered()
    entry.members.value = [hit('a'), hit('b')]
    expect(entry.payload.value.deputyId).toBe('a')
    entry.chosenDeputy.value = 'b'
    expect(entry.payload.value.deputyId).toBe('b')
    entry.templateId.value = 'standing'
    expect(entry.payload.value).toMatchObject({ deputyId: 'boss', members: ['a', 'b', 'boss'] })
  })

  it('leaves the owner out of the members, whom WeCom’s picker may give too', () => {
    const entry = entered()
    entry.members.value = [hit('GuoJi'), hit('a')]
    expect(entry.payload.value.members).toEqual(['a'])
  })

  it('says nothing of an empty topic before it was left, and everything else at once', () => {
    const entry = entered()
    expect(entry.nameProblem.value).toBeNull()
    entry.topic.value = '全员通知'
    expect(entry.nameProblem.value).toEqual({ code: 'banned_word', word: '全员' })
    entry.topic.value = ''
    entry.wasSubmitAttempted.value = true
    expect(entry.nameProblem.value).toEqual({ code: 'topic_empty' })
    expect([entry.firstInvalidField(), entry.hasNoMembers.value]).toEqual(['topic', true])
  })
})

describe('what was typed', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const page = (stored: Map<string, string>, draft: DraftView['draft'] = null) => {
    const kept: [string, DraftBody | null][] = []
    const info = {
      draft: () => Promise.resolve({ draft }),
      saveDraft: (kind: string, body: DraftBody) => {
        kept.push([kind, body])
        return Promise.resolve({ draft: null })
      },
      discardDraft: (kind: string) => {
        kept.push([kind, null])
        return Promise.resolve({ draft: null })
      },
    }
    const parts = { device: fakeDevice(stored), api: fakeApi({ info }) }
    return { entry: withSetup(() => useGroupForm(form, () => Promise.resolve([])), parts), kept }
  }
  async function typed(stored: Map<string, string>) {
    const { entry, kept } = page(stored)
    await vi.advanceTimersByTimeAsync(0)
    entry.topic.value = '来料异常'
    entry.members.value = [hit('a'), hit('b')]
    entry.chosenDeputy.value = 'b'
    await vi.advanceTimersByTimeAsync(600)
    return { entry, kept }
  }

  it('is there again after the page was killed, members and deputy too, and is the same request', async () => {
    const stored = new Map<string, string>()
    const { entry } = await typed(stored)
    const key = entry.draft.keyFor('content')
    const { entry: again } = page(stored)
    expect(again.topic.value).toBe('来料异常')
    expect(again.payload.value).toMatchObject({ members: ['a', 'b'], deputyId: 'b' })
    expect(again.draft.wasRestored.value).toBe(true)
    expect(again.draft.keyFor('content')).toBe(key)
  })

  it('goes to the server under its own kind, and comes from there to another device', async () => {
    const { kept } = await typed(new Map())
    await vi.advanceTimersByTimeAsync(5_000)
    expect(kept.map(([kind]) => kind)).toEqual(['group_create'])
    const content = kept[0]?.[1]?.content ?? {}
    const { entry } = page(new Map(), { content, savedAt: '2026-03-17T02:00:00.000Z', version: 1 })
    await vi.advanceTimersByTimeAsync(0)
    expect([entry.topic.value, entry.draft.wasRestored.value]).toEqual(['来料异常', true])
  })

  it('is not kept before anything was typed, and is gone when it is given up', async () => {
    const stored = new Map<string, string>()
    page(stored)
    await vi.advanceTimersByTimeAsync(6_000)
    expect(stored.size).toBe(0)
    const { entry, kept } = await typed(stored)
    await vi.advanceTimersByTimeAsync(5_000)
    entry.discard()
    await vi.advanceTimersByTimeAsync(6_000)
    expect([stored.size, entry.topic.value, kept.at(-1)]).toEqual([0, '', ['group_create', null]])
  })
})
