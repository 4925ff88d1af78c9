import { useBoot } from '../../boot.ts'
import { audit as en } from '../../words/en/audit.ts'
import { auditActions as actionsEn, auditDetails as detailsEn } from '../../words/en/audit-actions.ts'
import { auditActions as actionsZh, auditDetails as detailsZh } from '../../words/zh-cn/audit-actions.ts'
import { audit as zhCn, type AuditWords } from '../../words/zh-cn/audit.ts'

/** Both languages come with the page, so that the pages everybody opens do not carry them. */
export const useAuditWords = (): AuditWords => (useBoot().boot.language === 'en' ? en : zhCn)

export const useAuditRowWords = () =>
  useBoot().boot.language === 'en'
    ? { actions: actionsEn, details: detailsEn }
    : { actions: actionsZh, details: detailsZh }
