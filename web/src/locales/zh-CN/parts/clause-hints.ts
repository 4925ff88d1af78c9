import { clause } from './phrases.ts'

/** Hints where an act touches a clause of the policy. */
export const fileHint = `文件含公司数据：只发给需要的人，发送前看清收件人，敏感文件加密（${clause('4.1b')}）。`
export const newDeviceHint = `不在公用电脑、非官方客户端上登录，离开时锁屏或退出（${clause('3.2c')}）。`
