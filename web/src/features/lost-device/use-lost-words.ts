import * as en from '../../words/en/lost-device.ts'
import * as zhCn from '../../words/zh-cn/lost-device.ts'
import { useEither } from '../../words/use-either.ts'

/** Both languages come with the pages that need them. */
export const useLostWords = (): zhCn.LostWords => useEither(en, zhCn)
