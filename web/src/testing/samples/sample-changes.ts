export const position = {
  field: 'position',
  from: '质检工程师',
  to: '高级质检工程师',
  verdict: null,
  readBack: null,
} as const
export const telephone = {
  field: 'telephone',
  from: '0571-88001234',
  to: '0571-88001288,8601',
  verdict: null,
  readBack: null,
} as const
