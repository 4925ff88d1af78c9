import { settings as en } from '../../words/en/settings.ts'
import { settings as zhCn, type SettingsWords } from '../../words/zh-cn/settings.ts'
import { useEither } from '../../words/use-either.ts'

/** Both languages come with the settings pages, so that the pages everybody opens do not carry them. */
export const useSettingsWords = (): SettingsWords => useEither(en, zhCn)
