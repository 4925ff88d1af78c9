import { useSessionStore } from '../../stores/session.ts'
import { settings as en } from '../../words/en/settings.ts'
import { settings as zhCn, type SettingsWords } from '../../words/zh-cn/settings.ts'

/** Both languages come with the settings pages, so that the pages everybody opens do not carry them. */
export const useSettingsWords = (): SettingsWords => (useSessionStore().language === 'en' ? en : zhCn)
