import { useBoot } from '../../platform/boot.ts'
import { audit as en } from '../../locales/en/audit.ts'
import { auditActions as actionsEn, auditDetails as detailsEn } from '../../locales/en/parts/audit-actions.ts'
import { lostEvents as lostEn } from '../../locales/en/parts/lost-events.ts'
import { auditActions as actionsZh, auditDetails as detailsZh } from '../../locales/zh-CN/parts/audit-actions.ts'
import { audit as zhCn, type AuditWords } from '../../locales/zh-CN/audit.ts'
import { lostEvents as lostZh } from '../../locales/zh-CN/parts/lost-events.ts'

/** Both languages come with the page, so that the pages everybody opens do not carry them. */
export const useAuditWords = (): AuditWords => (useBoot().boot.language === 'en' ? en : zhCn)

/** What a kind that moves by itself wrote stands in the audit like every other change of a request. */
const withLost = (actions: Record<string, string>, lost: Record<string, string>): Record<string, string> => ({
  ...actions,
  ...Object.fromEntries(Object.entries(lost).map(([type, word]) => [`request.${type}`, word])),
})

export const useAuditRowWords = () =>
  useBoot().boot.language === 'en'
    ? { actions: withLost(actionsEn, lostEn), details: detailsEn }
    : { actions: withLost(actionsZh, lostZh), details: detailsZh }
