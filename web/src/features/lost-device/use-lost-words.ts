import { useSessionStore } from '../../stores/session.ts'
import * as en from '../../words/en/lost-device.ts'
import * as zhCn from '../../words/zh-cn/lost-device.ts'

/** Both languages come with the pages that need them. */
export const useLostWords = (): zhCn.LostWords => (useSessionStore().language === 'en' ? en : zhCn)
