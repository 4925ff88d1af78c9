import { useSessionStore } from '../../stores/session.ts'
import { fieldSettings as en } from '../../words/en/follow-up.ts'
import { fieldSettings as zhCn, type FollowUpWords } from '../../words/zh-cn/follow-up.ts'

export const useFieldWords = (): FollowUpWords['fieldSettings'] => (useSessionStore().language === 'en' ? en : zhCn)
