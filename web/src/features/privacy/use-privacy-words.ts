import { useBoot } from '../../platform/boot.ts'
import * as en from '../../locales/en/privacy.ts'
import * as zhCn from '../../locales/zh-CN/privacy.ts'
import type { PrivacyWords } from '../../locales/zh-CN/privacy.ts'

/** Both languages come with the pages, so that the pages everybody opens do not carry them. */
export const usePrivacyWords = (): PrivacyWords => (useBoot().boot.language === 'en' ? en : zhCn)
