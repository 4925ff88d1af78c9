import { useSessionStore } from '../../stores/session.ts'
import * as en from '../../words/en/identity.ts'
import * as zhCn from '../../words/zh-cn/identity.ts'
import type { IdentityWords } from '../../words/zh-cn/identity.ts'

/** Both languages come with the pages, so that the pages everybody opens do not carry them. */
export const useIdentityWords = (): IdentityWords => (useSessionStore().language === 'en' ? en : zhCn)
