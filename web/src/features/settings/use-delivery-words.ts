import { useSessionStore } from '../../stores/session.ts'
import { delivery as en, deliveryFieldErrors as enErrors } from '../../words/en/delivery.ts'
import { delivery as zhCn, deliveryFieldErrors as zhErrors, type DeliveryWords } from '../../words/zh-cn/delivery.ts'

/** Both languages come with the pages about delivery, so that the pages everybody opens do not carry them. */
export function useDeliveryWords(): DeliveryWords & { fieldErrors: Readonly<Record<string, string>> } {
  const isEnglish = useSessionStore().language === 'en'
  return { ...(isEnglish ? en : zhCn), fieldErrors: isEnglish ? enErrors : zhErrors }
}
