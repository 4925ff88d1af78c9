/** Numbers that are the same for every phone in mainland China. */
export const carrierHotlines = {
  mobile: '10086',
  unicom: '10010',
  telecom: '10000',
  broadnet: '10099',
} as const
export const bankHotlines = {
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

/** Returns the address that dials a number as it is written for people. */
export const dialLink = (phone: string): string => `tel:${phone.replaceAll(' ', '')}`
