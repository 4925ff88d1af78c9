import { useBoot } from '../../platform/boot.ts'
import * as en from '../../locales/en/lost-device.ts'
import * as zhCn from '../../locales/zh-CN/lost-device.ts'

/** Both languages come with the pages that need them. */
export const useLostWords = (): zhCn.LostWords => (useBoot().boot.language === 'en' ? en : zhCn)
