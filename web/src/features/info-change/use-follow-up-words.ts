import { useBoot } from '../../platform/boot.ts'
import * as en from '../../locales/en/info-change.ts'
import * as zhCn from '../../locales/zh-CN/info-change.ts'

/** Both languages come with the pages that need them. */
export const useFollowUpWords = (): zhCn.FollowUpWords => (useBoot().boot.language === 'en' ? en : zhCn)
