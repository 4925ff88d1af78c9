import { useSessionStore } from '../../stores/session.ts'
import { requestPages as en } from '../../words/en/request-pages.ts'
import { useWords } from '../../words/use-words.ts'
import type { Words } from '../../words/zh-cn.ts'
import { requestPages as zhCn, type RequestPageWords } from '../../words/zh-cn/request-pages.ts'

export type RequestWords = Words & RequestPageWords

/** What every page says, and what the pages of requests say besides: these come with them, not with the home page. */
export const useRequestWords = (): RequestWords => ({
  ...useWords(),
  ...(useSessionStore().language === 'en' ? en : zhCn),
})
