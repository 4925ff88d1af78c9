import { dayAndTime } from './exact.ts'

/** What a leaver hands over, as a table at a desk, and what must be complete before the account is disabled. */
export const closingTable = {
  title: (count: number) => `要交出去的 ${count} 项`,
  counts: {
    settled: (count: number) => `办妥 ${count}`,
    accepted: (count: number) => `对方已接 ${count}`,
    offered: (count: number) => `等对方 ${count}`,
    open: (count: number) => `没人接 ${count}`,
    automatic: (count: number) => `到日子自动 ${count}`,
  },
  comma: '，',
  columns: { item: '什么', heir: '谁接', state: '到哪一步', verification: '证据' },
  verifications: {
    open: '还没指定',
    offered: '已指定，等对方接',
    declined: '对方拒绝',
    accepted: '对方已接',
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
    title: (done: number, all: number) => `停用前要齐的 ${done} / ${all}`,
    done: '已齐',
    missing: '未齐',
    listed: '清点完成',
    listedAt: (at: string, count: number) => `${dayAndTime(at)} 开始，共 ${count} 项`,
    cleaned: '本人确认已清理敏感信息',
    confirmed: '另一人确认立即停用',
    confirmedBy: (name: string, at: string) => `${name} ${dayAndTime(at)} 确认`,
    notConfirmed: '尚未确认',
    settled: (count: number) => `${count} 项都有着落`,
    unsettled: (count: number) => `还差 ${count} 项`,
    forced: '已强制停用：未齐也会按时停用',
  },
}
