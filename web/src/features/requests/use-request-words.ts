import { useBoot } from '../../platform/boot.ts'
import { requestPages as en } from '../../locales/en/requests.ts'
import { useWords } from '../../locales/use-messages.ts'
import type { Words } from '../../locales/zh-CN/core.ts'
import { requestPages as zhCn, type RequestPageWords } from '../../locales/zh-CN/requests.ts'

export type RequestWords = Words & RequestPageWords

/** What every page says, and what the pages of requests say besides: these come with them, not with the home page. */
export const useRequestWords = (): RequestWords => ({
  ...useWords(),
  ...(useBoot().boot.language === 'en' ? en : zhCn),
})
