import * as en from '../../words/en/follow-up.ts'
import * as zhCn from '../../words/zh-cn/follow-up.ts'
import { useEither } from '../../words/use-either.ts'

/** Both languages come with the pages that need them. */
export const useFollowUpWords = (): zhCn.FollowUpWords => useEither(en, zhCn)
