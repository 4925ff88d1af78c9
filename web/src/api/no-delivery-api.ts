import type { DeliveryApi } from './delivery-api.ts'

/** Every call answers the same: for renderings and tests, which ask for nothing. */
export const noDeliveryApi = (refuse: () => Promise<never>): DeliveryApi => ({
  outbox: refuse,
  setPaused: refuse,
  retry: refuse,
  doneByHand: refuse,
  calendar: refuse,
  changeCalendar: refuse,
  texts: refuse,
  changeText: refuse,
})
