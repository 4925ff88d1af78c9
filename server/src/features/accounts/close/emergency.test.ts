import { describe, expect } from 'vitest'
import { closingCompany, goTo, runClosings } from '../../../testing/fixtures/closings.ts'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { openClosing } from './open-closing.ts'

const receiversOf = ({ deps }: Kit, title: string) =>
  deps.wecom.mailings.flatMap(({ card, userids }) => (card.title.includes(title) ? userids : [])).sort()

describe('an emergency closing', () => {
  test('its confirmation is requested on a Saturday at 22:00, while a card that can wait is deferred', async ({
    kit,
  }) => {
    const { hr, leaver, mate } = await closingCompany(kit)
    goTo(kit, '2026-03-21', '22:00')
    await openClosing(kit.deps, hr, { kind: 'emergency', subjectId: leaver.userid, reason: '泄密调查' })
    await openClosing(kit.deps, hr, { kind: 'leave', subjectId: mate.userid, lastDay: '2026-03-27' })
    await drainOutbox(kit.deps)
    expect(receiversOf(kit, '紧急')).toEqual(['lead'])
    expect(receiversOf(kit, '请确认已清理敏感信息')).toEqual([])
    goTo(kit, '2026-03-23', '10:00')
    await runClosings(kit)
    expect(receiversOf(kit, '请确认已清理敏感信息')).toEqual(['mate'])
  })
})
