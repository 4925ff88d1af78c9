/** Fields that a member may request to change, in the order of the form. */
export const infoFields = [
  'name',
  'alias',
  'department',
  'position',
  'telephone',
  'mobile',
  'email',
  'biz_mail',
] as const
export type InfoField = (typeof infoFields)[number]
