import { useSessionStore } from '../../stores/session.ts'
import * as en from '../../words/en/privacy.ts'
import * as zhCn from '../../words/zh-cn/privacy.ts'
import type { PrivacyWords } from '../../words/zh-cn/privacy.ts'

/** Both languages come with the pages, so that the pages everybody opens do not carry them. */
export const usePrivacyWords = (): PrivacyWords => (useSessionStore().language === 'en' ? en : zhCn)
