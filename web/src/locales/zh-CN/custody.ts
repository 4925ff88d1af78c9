const custody = {
  custody: {
    intro: '每年确认一次，约 20 秒。请逐项核对后勾选',
    clause: '依据 3.2 账号使用',
    hints: [
      '还没换？企业微信：我 → 设置 → 账号 → 密码',
      '借给别人用过？请先换密码',
      '在登录管理中可以看到并结束各台设备的登录',
    ],
    legend: '逐项确认',
    confirm: '三项都属实，确认',
    left: (count: number) => `还差 ${String(count)} 项`,
    missing: (count: number) => `还有 ${String(count)} 项没有勾选。不属实的先处理好，再来确认`,
    done: (day: string) => `${day} 已确认`,
    doneHint: '明年会再请你确认',
    saved: '已确认',
    changed: '内容已更新，请重新核对',
    earlier: '以前的确认',
    earlierRow: (year: number, day: string) => `${String(year)} 年：${day}`,
    sessions: '登录管理',
    lost: '账号可能被别人用了',
  },
  activity: {
    intro: '你的账号在这里做过什么、用过哪些设备。有不认识的，马上处理',
    devices: '用过的设备',
    ended: (day: string) => `${day} 结束`,
    open: '登录中',
    manage: '管理登录',
    entries: '动态',
    none: '还没有动态',
    times: (act: string, count: number) => `${act} ${String(count)} 次`,
    stranger: '有不是你做的操作？',
    strangerHint: '先锁定账号，再联系管理员',
  },
}

export default custody
