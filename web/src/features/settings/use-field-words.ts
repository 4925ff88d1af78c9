import { fieldSettings as en } from '../../words/en/follow-up.ts'
import { fieldSettings as zhCn, type FollowUpWords } from '../../words/zh-cn/follow-up.ts'
import { useEither } from '../../words/use-either.ts'

export const useFieldWords = (): FollowUpWords['fieldSettings'] => useEither(en, zhCn)
