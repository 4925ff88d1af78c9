import { useBoot } from '../../platform/boot.ts'
import { delivery as en, deliveryFieldErrors as enErrors } from '../../locales/en/delivery.ts'
import { delivery as zhCn, deliveryFieldErrors as zhErrors, type DeliveryWords } from '../../locales/zh-CN/delivery.ts'

/** Both languages come with the pages about delivery, so that the pages everybody opens do not carry them. */
export function useDeliveryWords(): DeliveryWords & { fieldErrors: Readonly<Record<string, string>> } {
  const isEnglish = useBoot().boot.language === 'en'
  return { ...(isEnglish ? en : zhCn), fieldErrors: isEnglish ? enErrors : zhErrors }
}
