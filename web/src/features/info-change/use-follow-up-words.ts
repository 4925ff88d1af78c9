import { useSessionStore } from '../../stores/session.ts'
import * as en from '../../words/en/follow-up.ts'
import * as zhCn from '../../words/zh-cn/follow-up.ts'

/** Both languages come with the pages that need them. */
export const useFollowUpWords = (): zhCn.FollowUpWords => (useSessionStore().language === 'en' ? en : zhCn)
