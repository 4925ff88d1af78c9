import { expect } from 'vitest'
import { drainOutbox } from '../../../testing/drain-outbox.ts'
import { closingCompany, goTo, LAST_DAY } from '../../../testing/fixtures/closings.ts'
import { test } from '../../../testing/kit.ts'
import { assignHeir, cancelClosing } from './closing-commands.ts'
import { remindHeirs } from './jobs/remind-heirs.ts'
import { openClosing } from './open-closing.ts'

test('no message about an account that is no longer needed says that its holder leaves the company', async ({
  kit,
}) => {
  const { deps } = kit
  const { hr, leaver, mate } = await closingCompany(kit)
  const { id, version } = await openClosing(deps, hr, { kind: 'stop', subjectId: leaver.userid, lastDay: LAST_DAY })
  const assigned = await assignHeir(deps, hr, { id, version, heir: mate.userid })
  await drainOutbox(deps)
  goTo(kit, '2026-03-19', '10:00')
  await remindHeirs(deps)
  const view = await cancelClosing(deps, hr, { id, version: assigned.version, reason: '仍需使用' })
  expect(view.phase).toBe('cancelled')
  await drainOutbox(deps)
  const cards = [...deps.wecom.mailings, ...deps.wecom.sent].map(
    ({ card: { title, subtitle } }) => `${title} ${subtitle}`,
  )
  expect(cards.filter((text) => /离职|离开/.test(text))).toEqual([])
  expect(cards).toEqual(
    expect.arrayContaining([
      '郭𠮷将停用账号 最后一天 2026-03-20，请为名下事项指定接手人',
      '停用账号办理：请确认已清理敏感信息 最后一天 2026-03-20，18:00 停用账号',
      '请接手郭𠮷的 2 项事项 对方停用账号，请接手或拒绝',
      '已取消办理：郭𠮷停用账号 无需再交接',
    ]),
  )
})
