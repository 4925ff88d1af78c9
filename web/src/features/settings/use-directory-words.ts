import { useSessionStore } from '../../stores/session.ts'
import { directory as en } from '../../words/en/directory.ts'
import { directory as zhCn, type DirectoryWords } from '../../words/zh-cn/directory.ts'

/** Both languages come with this page, so that the pages everybody opens do not carry them. */
export const useDirectoryWords = (): DirectoryWords => (useSessionStore().language === 'en' ? en : zhCn)
