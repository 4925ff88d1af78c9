import { useSessionStore } from '../../stores/session.ts'
import { policyAdmin as en } from '../../words/en/policy-admin.ts'
import { policyAdmin as zhCn, type PolicyAdminWords } from '../../words/zh-cn/policy-admin.ts'

/** As `useEngineWords`. */
export const usePolicyAdminWords = (): PolicyAdminWords => (useSessionStore().language === 'en' ? en : zhCn)
