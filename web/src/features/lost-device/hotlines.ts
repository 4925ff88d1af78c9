import type { Messages } from '../../locales/messages.ts'

/** Numbers of mainland China, the same from every phone. */
const carriers = { mobile: '10086', unicom: '10010', telecom: '10000', broadnet: '10099' } as const
const banks = {
  icbc: '95588',
  abc: '95599',
  boc: '95566',
  ccb: '95533',
  bcom: '95559',
  psbc: '95580',
  cmb: '95555',
  wechatPay: '95017',
  alipay: '95188',
} as const

type Hotline = { name: string; phone: string }
const linesOf = <Key extends string>(numbers: Record<Key, string>, names: Record<Key, string>): Hotline[] =>
  (Object.keys(numbers) as Key[]).map((key) => ({ name: names[key], phone: numbers[key] }))

export const carrierHotlines = (messages: Messages['lost-device']['lost']): Hotline[] =>
  linesOf(carriers, messages.carriers)
export const bankHotlines = (messages: Messages['lost-device']['lost']): Hotline[] => linesOf(banks, messages.banks)
