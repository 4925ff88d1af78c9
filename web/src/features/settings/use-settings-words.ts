import { useBoot } from '../../platform/boot.ts'
import { settings as en } from '../../locales/en/settings.ts'
import { settings as zhCn, type SettingsWords } from '../../locales/zh-CN/settings.ts'

/** Both languages come with the settings pages, so that the pages everybody opens do not carry them. */
export const useSettingsWords = (): SettingsWords => (useBoot().boot.language === 'en' ? en : zhCn)
