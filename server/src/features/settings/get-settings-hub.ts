import type { SettingsHub } from '@desk/shared/settings/hub-schemas'
import type { ReadDeps } from '../../kernel/deps.ts'
import { today } from '../../access/grant-conditions.ts'
import { countStopped } from '../api-keys/api-key-queries.ts'
import { getProposalCount } from '../roles/get-roles.ts'
import { getSelfCheck } from '../self-check/run-self-check.ts'

/** Counts the settings that need attention. */
export async function getSettingsHub(deps: ReadDeps): Promise<SettingsHub> {
  const { checkedAt, isInDoubt, items } = await getSelfCheck(deps)
  const count = (level: 'warn' | 'bad') => items.filter((item) => item.level === level).length
  return {
    proposals: await getProposalCount(deps),
    stoppedKeys: await countStopped(deps.db, { now: deps.clock.now(), day: today(deps) }),
    check: checkedAt === null ? null : { warn: count('warn'), bad: count('bad'), checkedAt, isInDoubt },
  }
}
