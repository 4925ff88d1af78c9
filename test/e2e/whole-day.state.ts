import type { GroupId } from '@desk/shared/kernel/ids'

/** State that one part of the day passes to the next. */
export const story = {
  /** The id of the policy for everybody, and that of the policy for 信息部. */
  rules: '',
  secrecy: '',
  group: '' as GroupId,
  /** The path of the lost-device case of 李敏. */
  lostDevicePath: '',
  /** The number of the last effect that was recorded when their account was locked. */
  lockedAtSeq: 0,
  /** Ids of the requests, by what they change or when they are submitted. */
  requests: {
    guojiPosition: '',
    sunhaoPosition: '',
    zhaolixiaPosition: '',
    extension: '',
    moved: '',
    leaver: '',
    evening: '',
    saturday: '',
  },
}

export const TODAY = '2026-05-08'
export const SATURDAY = '2026-05-09'
/** Departments: 信息部 and 来料检验组. */
export const IT = 8
export const INSPECTION = 11
export const GROUP_NAME = '来料异常-来料检验组-长期'
