import { useSessionStore } from '../../stores/session.ts'
import { audit as en } from '../../words/en/audit.ts'
import { auditActions as actionsEn, auditDetails as detailsEn } from '../../words/en/audit-actions.ts'
import { lostEvents as lostEn } from '../../words/en/lost-events.ts'
import { auditActions as actionsZh, auditDetails as detailsZh } from '../../words/zh-cn/audit-actions.ts'
import { audit as zhCn, type AuditWords } from '../../words/zh-cn/audit.ts'
import { lostEvents as lostZh } from '../../words/zh-cn/lost-events.ts'

/** Both languages come with the page, so that the pages everybody opens do not carry them. */
export const useAuditWords = (): AuditWords => (useSessionStore().language === 'en' ? en : zhCn)

/** What a kind that moves by itself wrote stands in the audit like every other change of a request. */
const withLost = (actions: Record<string, string>, lost: Record<string, string>): Record<string, string> => ({
  ...actions,
  ...Object.fromEntries(Object.entries(lost).map(([type, word]) => [`request.${type}`, word])),
})

export const useAuditRowWords = () =>
  useSessionStore().language === 'en'
    ? { actions: withLost(actionsEn, lostEn), details: detailsEn }
    : { actions: withLost(actionsZh, lostZh), details: detailsZh }
