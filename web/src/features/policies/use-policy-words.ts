import { policy as en } from '../../words/en/policy.ts'
import { policy as zhCn, type PolicyWords } from '../../words/zh-cn/policy.ts'
import { useEither } from '../../words/use-either.ts'

/** As `useEngineWords`. */
export const usePolicyWords = (): PolicyWords => useEither(en, zhCn)
