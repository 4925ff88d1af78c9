/** What a page about a state of another browser says. */
export const foreign = { title: '登录不是从这台设备开始的', todo: '点“再试一次”，在这台设备上登录' }

/** Whom WeCom identifies and the app does not let in. */
export const refusedPeople = [
  {
    who: 'nobody of this company',
    userid: 'outsider',
    words: { title: '还差一步，才能进来', todo: '用了个人微信：改从企业微信的工作台进来' },
  },
  {
    who: 'a disabled member',
    userid: 'hewenbin',
    words: { title: '账号停用着，进不来', todo: '不清楚为什么：报求助码给信息部' },
  },
  {
    who: 'a member who has not activated the account',
    userid: 'luyao',
    words: { title: '账号还没激活', todo: '打开企业微信，按邀请激活账号' },
  },
  {
    who: 'a member out of the range of the app',
    userid: 'shenguowei',
    words: { title: '这个应用还没对你开放', todo: '请部门管理员把你的部门加进应用范围' },
  },
]
