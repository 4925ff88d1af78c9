import { expect } from 'vitest'
import { syncMembers } from '../../../directory/sync-members-queries.ts'
import { secondWriterSetting } from '../../../kernel/second-writer-setting.ts'
import { writeSetting } from '../../../kernel/settings-queries.ts'
import { closingCompany, goTo, handOver, LAST_DAY, openFor, runClosings } from '../../../testing/fixtures/closings.ts'
import { type Kit, test } from '../../../testing/kit.ts'
import { purgeExpired } from './purge-expired.ts'

/** Gives the leaver another status in WeCom, and syncs it to the directory. */
async function syncLeaver({ deps }: Kit, status: 1 | 2): Promise<void> {
  const member = { ...deps.wecom.members.get('guoji')!, status }
  deps.wecom.members.set('guoji', member)
  deps.clock.advanceSeconds(60)
  await deps.db.transaction((tx) => syncMembers(deps, tx, [member], { at: deps.clock.now(), source: 'test' }))
}

test.for([
  ['disabled by this app', true, '被重新启用'],
  ['disabled in the console', false, '请到管理后台处理'],
] as const)(
  'a closed account that another system enables again and again, and that is %s, is reported once, also after the retention of notices',
  async ([, hasContactsSecret, title], { kit }) => {
    Object.assign(kit.deps.site, { hasContactsSecret })
    const value = { name: '人事系统' }
    const setting = { value, by: 'ops', at: kit.deps.clock.now() }
    await kit.deps.db.transaction((tx) => writeSetting(tx, secondWriterSetting, setting))
    const company = await closingCompany(kit)
    await handOver(kit, company, await openFor(kit, company), company.mate)
    goTo(kit, LAST_DAY, '18:00')
    const disable = async () => {
      await runClosings(kit)
      if (!hasContactsSecret) await syncLeaver(kit, 2)
      kit.deps.clock.advanceHours(1)
      await runClosings(kit)
    }
    await disable()
    for (const days of [20, 20, 20]) {
      kit.deps.clock.advanceDays(days)
      await purgeExpired(kit.deps)
      await syncLeaver(kit, 1)
      await disable()
    }
    expect(kit.deps.wecom.mailings.filter(({ card }) => card.title.includes(title))).toHaveLength(1)
  },
)
