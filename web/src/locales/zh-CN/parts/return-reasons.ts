import type { ReturnReason } from '@desk/shared/requests/reasons'

export const returnReasons = {
  not_matching: '和实际不符',
  incomplete: '内容不完整',
  needs_proof: '需要先补证明',
  not_my_department: '不归我的部门管',
  unclear_name: '群名看不出是什么事',
  wrong_members: '成员有误，需增减',
  other: '其他原因',
} satisfies Record<ReturnReason, string>
