import type { SimMember } from './directory.ts'

/** The fields of doc 95833, which an app created since 2022-06-20 sees only with a consent. */
export const sensitiveFieldNames = ['gender', 'avatar', 'qr_code', 'mobile', 'email', 'biz_mail', 'address'] as const
export type SensitiveField = (typeof sensitiveFieldNames)[number]

/** Their names on the page of the consent. */
export const sensitiveFieldLabels: Readonly<Record<SensitiveField, string>> = {
  gender: '性别',
  avatar: '头像',
  qr_code: '员工个人二维码',
  mobile: '手机',
  email: '邮箱',
  biz_mail: '企业邮箱',
  address: '地址',
}

const DEFAULT_AVATAR = 'https://wework.example/avatar/default/0'

export const sensitiveFieldsOf = (member: SimMember): Record<SensitiveField, string> => ({
  gender: member.gender,
  avatar: `https://wework.example/avatar/${member.userid}/0`,
  qr_code: `https://open.work.weixin.qq.com/wwopen/userQRCode?vcode=${member.userid}`,
  mobile: member.mobile,
  email: member.email,
  biz_mail: member.bizMail,
  address: member.address,
})

/**
 * Returns what an app sees of a member who granted these fields. Otherwise the gender is `0`, the picture the default one,
 * and the others are missing.
 */
export const grantedFields = (member: SimMember, granted: readonly SensitiveField[]): Record<string, string> => {
  const all = sensitiveFieldsOf(member)
  return { gender: '0', avatar: DEFAULT_AVATAR, ...Object.fromEntries(granted.map((name) => [name, all[name]])) }
}

/** The fields that a member lets the app see, by their last choice. */
export type Consent = { fields: SensitiveField[]; atMs: number }
