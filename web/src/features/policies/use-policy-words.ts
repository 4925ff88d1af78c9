import { useSessionStore } from '../../stores/session.ts'
import { policy as en } from '../../words/en/policy.ts'
import { policy as zhCn, type PolicyWords } from '../../words/zh-cn/policy.ts'

/** As `useEngineWords`. */
export const usePolicyWords = (): PolicyWords => (useSessionStore().language === 'en' ? en : zhCn)
