import * as en from '../../words/en/privacy.ts'
import * as zhCn from '../../words/zh-cn/privacy.ts'
import type { PrivacyWords } from '../../words/zh-cn/privacy.ts'
import { useEither } from '../../words/use-either.ts'

/** Both languages come with the pages, so that the pages everybody opens do not carry them. */
export const usePrivacyWords = (): PrivacyWords => useEither(en, zhCn)
