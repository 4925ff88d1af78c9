import { useBoot } from '../../platform/boot.ts'
import { directory as en } from '../../locales/en/directory.ts'
import { directory as zhCn, type DirectoryWords } from '../../locales/zh-CN/directory.ts'

/** Both languages come with this page, so that the pages everybody opens do not carry them. */
export const useDirectoryWords = (): DirectoryWords => (useBoot().boot.language === 'en' ? en : zhCn)
