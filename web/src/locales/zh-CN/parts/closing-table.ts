import { dayAndTime } from './exact.ts'

/** What a leaver hands over, as a table at a desk, and what must be complete before the account is disabled. */
export const closingTable = {
  title: (count: number) => `交接事项 ${count} 项`,
  counts: {
    settled: (count: number) => `已办妥 ${count}`,
    accepted: (count: number) => `对方已接手 ${count}`,
    offered: (count: number) => `待对方确认 ${count}`,
    open: (count: number) => `未指定 ${count}`,
    automatic: (count: number) => `到期自动处理 ${count}`,
  },
  comma: '，',
  columns: { item: '事项', heir: '接手人', state: '状态', verification: '证据' },
  verifications: {
    open: '未指定',
    offered: '已指定，待对方确认',
    declined: '对方拒绝',
    accepted: '对方已接手',
    done: '已交接',
    notRead: '已交接，企业微信未确认',
    readBack: '已转交，企业微信已确认',
  },
  offeredAt: (at: string) => `${dayAndTime(at)} 指定`,
  acceptedAt: (at: string) => `${dayAndTime(at)} 同意`,
  declinedAt: (at: string) => `${dayAndTime(at)} 拒绝`,
  recordedAt: (at: string) => `${dayAndTime(at)} 记录`,
  readBackAt: (at: string) => `${dayAndTime(at)} 确认`,
  checks: {
    title: (done: number, all: number) => `停用前需完成 ${done} / ${all}`,
    done: '已完成',
    missing: '未完成',
    listed: '清点完成',
    listedAt: (at: string, count: number) => `${dayAndTime(at)} 开始，共 ${count} 项`,
    cleaned: '本人确认已清理敏感信息',
    confirmed: '另一人确认立即停用',
    confirmedBy: (name: string, at: string) => `${name} ${dayAndTime(at)} 确认`,
    notConfirmed: '尚未确认',
    settled: (count: number) => `${count} 项都有人接手或自动处理`,
    unsettled: (count: number) => `还差 ${count} 项`,
    forced: '已设为强制停用：未完成也会按时停用',
  },
}
