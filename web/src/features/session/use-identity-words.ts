import { useBoot } from '../../platform/boot.ts'
import * as en from '../../locales/en/session.ts'
import * as zhCn from '../../locales/zh-CN/session.ts'
import type { IdentityWords } from '../../locales/zh-CN/session.ts'

/** Both languages come with the pages, so that the pages everybody opens do not carry them. */
export const useIdentityWords = (): IdentityWords => (useBoot().boot.language === 'en' ? en : zhCn)
