import { policyAdmin as en } from '../../words/en/policy-admin.ts'
import { policyAdmin as zhCn, type PolicyAdminWords } from '../../words/zh-cn/policy-admin.ts'
import { useEither } from '../../words/use-either.ts'

/** As `useEngineWords`. */
export const usePolicyAdminWords = (): PolicyAdminWords => useEither(en, zhCn)
