import { useBoot } from '../../boot.ts'
import { audit as en } from '../../words/en/audit.ts'
import { audit as zhCn, type AuditWords } from '../../words/zh-cn/audit.ts'

/** Both languages come with the page, so that the pages everybody opens do not carry them. */
export const useAuditWords = (): AuditWords => (useBoot().boot.language === 'en' ? en : zhCn)
