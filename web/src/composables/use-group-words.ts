import { groups as en } from '../words/en/groups.ts'
import { groups as zhCn, type GroupWords } from '../words/zh-cn/groups.ts'
import { useEither } from '../words/use-either.ts'

/** Both languages come with the pages about groups, so that the home page does not carry them. */
export const useGroupWords = (): GroupWords => useEither(en, zhCn)
