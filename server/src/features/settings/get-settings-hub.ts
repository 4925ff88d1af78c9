import type { SettingsHub } from '@desk/shared/settings/hub-schemas'
import type { ReadDeps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { quietHoursSetting } from '../../kernel/calendar-queries.ts'
import { readSetting } from '../../kernel/settings-queries.ts'
import { outboxPause } from '../../outbox/outbox-pause.ts'
import { countStopped } from '../api-keys/api-key-queries.ts'
import { countOpenFields } from '../info-change/field-settings.ts'
import { summarizeSigning } from '../policies/board/summarize-signing.ts'
import { getProposalCount } from '../roles/get-roles.ts'
import { getSelfCheck } from '../self-check/get-self-check.ts'
import { countSettings } from './hub-queries.ts'
import { listLastChanges } from './last-changes.ts'

/** Returns a summary of each settings page, the last changes, and what needs attention. */
export async function getSettingsHub(deps: ReadDeps): Promise<SettingsHub> {
  const { checkedAt, isInDoubt, items } = await getSelfCheck(deps)
  const count = (level: 'warn' | 'bad') => items.filter((item) => item.level === level).length
  const now = deps.clock.now()
  const day = today(deps)
  const { syncedAt, unregisteredPartners, ...counts } = await countSettings(deps.db, { now, day })
  return {
    proposals: await getProposalCount(deps),
    stoppedKeys: await countStopped(deps.db, { now, day }),
    unregisteredPartners,
    values: {
      ...counts,
      fields: await countOpenFields(deps.db),
      quietHours: (await readSetting(deps.db, quietHoursSetting)).value,
      isPaused: (await readSetting(deps.db, outboxPause)).value,
      syncedAt: syncedAt?.toISOString() ?? null,
    },
    changes: await listLastChanges(deps.db),
    signing: await summarizeSigning(deps),
    check: checkedAt === null ? null : { warn: count('warn'), bad: count('bad'), checkedAt, isInDoubt },
  }
}
