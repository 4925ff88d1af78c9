import { useSessionStore } from '../stores/session.ts'
import { groups as en } from '../words/en/groups.ts'
import { groups as zhCn, type GroupWords } from '../words/zh-cn/groups.ts'

/** Both languages come with the pages about groups, so that the home page does not carry them. */
export const useGroupWords = (): GroupWords => (useSessionStore().language === 'en' ? en : zhCn)
